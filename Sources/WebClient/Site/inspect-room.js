// @ts-check
// The chosen room.
import { ageElement, setClock, showAge } from "./inspect-clock.js";
import { clientTable } from "./inspect-clients.js";
import { chosenName, copyButton, make, setText } from "./inspect-dom.js";
import { keyedList } from "./inspect-keyed.js";
import { arrangePairs, pairKey } from "./inspect-model.js";
import { PairCard } from "./inspect-pair.js";
import { counted } from "./inspect-words.js";
/** @typedef {import("./inspect-model.js").Timeline} Timeline */
/** @typedef {import("./inspect-model.js").Pair} Pair */

/** With so few pairs, the events of all of them are open at first. */
const FEW = 3;

export class RoomView {
  /** @type {Timeline | null} */
  timeline = null;
  /** @type {Map<string, PairCard>} */
  #cards = new Map();
  /** @type {{ pair: string, event: number } | null} */
  #wanted = null;

  /**
   * @param {HTMLElement} parent
   * @param {string} roomId
   */
  constructor(parent, roomId) {
    this.roomId = roomId;
    this.notice = make("div", { class: "notice", role: "status", hidden: true });
    this.facts = make("p", { class: "muted" });
    this.created = ageElement();
    this.since = make("span", {}, " · open for ", this.created);
    this.count = make("span");
    this.facts.append(this.count, this.since);
    this.table = clientTable();
    this.clientBox = make("section", { "aria-label": "Clients", hidden: true },
      make("h3", {}, "Clients"), make("div", { class: "scroll" }, this.table.element));
    this.alone = make("p", { class: "card alone", hidden: true });
    this.pairs = make("div", { class: "pairs" });
    this.omitted = make("p", { class: "muted", hidden: true });
    this.copy = copyButton("Copy as JSON", "Copy the room's timeline as JSON",
      () => JSON.stringify(this.timeline, null, 2));
    this.copy.hidden = true;
    const title = make("h2", { id: "room-title" });
    title.append(make("span", { class: "muted" }, "Room "), chosenName(roomId));
    parent.replaceChildren(
      make("p", { class: "back" }, make("a", { href: "#" }, "All rooms")),
      make("div", { class: "room-head" }, title, this.copy),
      this.facts, this.notice, this.pairs, this.alone, this.omitted, this.clientBox);
    this.showPairs = keyedList(this.pairs, pairKey, (pair) => this.#card(pair));
    this.facts.hidden = true;
  }

  /** @param {Timeline} timeline */
  update(timeline) {
    this.timeline = timeline;
    setClock(timeline.serverTime);
    const { clients, pairs, goneAt, omittedPairs } = timeline;
    const there = clients.filter(({ leftAt }) => !leftAt);
    setText(this.count, goneAt ? "Everybody has left" : `${counted(there.length, "client")} there` +
      (clients.length > there.length ? `, ${clients.length - there.length} left` : ""));
    if (timeline.createdAt) showAge(this.created, timeline.createdAt, goneAt);
    this.facts.hidden = this.copy.hidden = false;
    this.table.update(clients);
    this.clientBox.hidden = !clients.length;
    this.showPairs(arrangePairs(pairs));
    const alone = pairs.length ? "" : whyNoPairs(timeline);
    setText(this.alone, alone);
    this.alone.hidden = !alone;
    const more = counted(omittedPairs, "more pair is", "more pairs are");
    setText(this.omitted, omittedPairs ? `${more} not shown.` : "");
    this.omitted.hidden = !omittedPairs;
    if (this.#wanted) this.reveal(this.#wanted.pair, this.#wanted.event);
  }

  /**
   * Shows an event, now or as soon as it is known.
   * @param {string} pair
   * @param {number} event
   */
  reveal(pair, event) {
    const card = this.#cards.get(pair);
    this.#wanted = card ? null : { pair, event };
    card?.reveal(event);
  }

  /**
   * Says what is the matter with the room as a whole.
   * @param {string} words empty: nothing
   */
  say(words) {
    setText(this.notice, words);
    this.notice.hidden = !words;
  }

  /** @param {Pair} pair */
  #card(pair) {
    const few = (this.timeline?.pairs.length ?? 0) <= FEW;
    const open = few || pair.verdict.level === "bad" || pair.verdict.level === "warning";
    /** @param {number} key */
    const clientOf = (key) => this.timeline?.clients.find((client) => client.key === key);
    const card = new PairCard(pair, this.roomId, clientOf, open);
    this.#cards.set(pairKey(pair), card);
    return { element: card.element, update: (/** @type {Pair} */ next) => card.update(next) };
  }
}

/** @param {Timeline} timeline */
function whyNoPairs({ clients, goneAt }) {
  const there = clients.filter(({ leftAt }) => !leftAt);
  const bound = there.filter(({ state }) => state === "connected");
  if (goneAt || !there.length) return "Nobody is here any more, and nobody sent anything to anybody.";
  if (there.length === 1 && !bound.length) {
    return "One seat, and nobody on it: the client joined over REST and has not opened its webSocketUrl yet.";
  }
  if (there.length === 1) {
    return "One client is alone here. A call needs two in the same room: compare the room's name with the " +
      "one that the other side uses, letter by letter. Capitals count, and so does the hub's address.";
  }
  if (bound.length < 2) {
    return "Seats are taken, but fewer than two clients have opened their WebSocket: only those can be " +
      "called.";
  }
  return "They are all connected, and nobody has sent anything to anybody yet: no offer, no candidate. " +
    "One side has to begin. Does it wait for peer-joined, while the other was there before it?";
}
