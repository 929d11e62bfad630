// @ts-check
// One pair of clients: the verdict, what to do about it, and the events.
import { chosenName, make, setAttribute, setText } from "./inspect-dom.js";
import { keyedList } from "./inspect-keyed.js";
import { Ladder } from "./inspect-ladder.js";
import { pairKey, writeHash } from "./inspect-model.js";
import { counted, duration, eventWords, verdictLevel, verdictWords } from "./inspect-words.js";
/** @typedef {import("./inspect-model.js").Pair} Pair */
/** @typedef {import("./inspect-model.js").ClientEntry} ClientEntry */
/** @typedef {{ n: number, words: string, there: boolean }} Reference */

export class PairCard {
  /**
   * @param {Pair} pair
   * @param {string} roomId
   * @param {(key: number) => ClientEntry | undefined} clientOf
   * @param {boolean} open whether the events are shown at first
   */
  constructor(pair, roomId, clientOf, open) {
    const key = pairKey(pair);
    this.ladder = new Ladder(pair.between, (client) => shownName(clientOf(client), client));
    this.verdict = make("span", { class: "badge large" });
    this.summary = make("p", { class: "summary" });
    this.advice = make("p", { class: "advice" });
    this.rests = make("span", { class: "references" });
    this.restsOn = make("p", { class: "rests" }, "Rests on ", this.rests);
    this.count = make("summary");
    this.dropped = make("p", { class: "muted" });
    this.events = make("details", { class: "events", open }, this.count, this.dropped, this.ladder.element);
    this.events.addEventListener("toggle", () => this.#showEvents());
    const names = make("h3", { id: `names-${key}` }, ...pair.between.flatMap((client, i) => [
      i ? make("span", { class: "and" }, " and ") : null, ...introduced(clientOf(client), client)]));
    this.element = make("article", { class: "card pair", "aria-labelledby": names.id },
      make("div", { class: "pair-head" }, names, this.verdict),
      this.summary, this.advice, this.restsOn, this.events);
    /** @param {Reference} reference */
    const keyOf = ({ n, there }) => `${n} ${there}`;
    this.showReferences = keyedList(this.rests, keyOf, (reference) =>
      this.#reference(reference, writeHash(roomId, key, reference.n)));
  }

  /** @param {Pair} pair */
  update(pair) {
    const { verdict, events, dropped } = pair;
    this.pair = pair;
    setText(this.verdict, verdictWords(verdict.code));
    const level = verdict.level ?? verdictLevel(verdict.code);
    setAttribute(this.verdict, "data-level", level);
    setAttribute(this.element, "data-level", level);
    setAttribute(this.element, "data-verdict", verdict.code);
    setText(this.summary, verdict.summary ?? "");
    setText(this.advice, verdict.advice ?? "");
    this.summary.hidden = !verdict.summary;
    this.advice.hidden = !verdict.advice;
    const byNumber = new Map(events.map((event) => [event.n, event]));
    this.showReferences((verdict.events ?? []).map((n) => {
      const event = byNumber.get(n);
      return { n, there: !!event, words: event ? eventWords(event).word : "no longer kept" };
    }));
    this.restsOn.hidden = !verdict.events?.length;
    const span = events.length > 1 ? Date.parse(events[events.length - 1].at) - Date.parse(events[0].at) : 0;
    setText(this.count, counted(events.length, "event") + (span > 0 ? ` within ${duration(span)}` : ""));
    const older = counted(dropped, "older event is", "older events are");
    setText(this.dropped, dropped ? `${older} no longer kept.` : "");
    this.dropped.hidden = !dropped;
    this.#showEvents();
  }

  /** Rows that nobody sees are not made. */
  #showEvents() {
    if (this.events.open && this.pair) this.ladder.update(this.pair);
  }

  /**
   * Brings an event into view and the focus to it.
   * @param {number} n
   */
  reveal(n) {
    this.events.open = true;
    this.#showEvents();
    const row = this.ladder.reveal(n);
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  }

  /**
   * @param {Reference} reference
   * @param {string} href
   */
  #reference({ n, there }, href) {
    const word = make("span");
    const content = [make("span", { class: "number" }, `#${n}`), " ", word];
    const element = there
      ? make("a", { href, onclick: () => this.reveal(n) }, ...content)
      : make("span", { class: "muted" }, ...content);
    return {
      element,
      /** @param {Reference} reference */
      update: ({ words }) => setText(word, words),
    };
  }
}

/**
 * The name, and where that is another the ID.
 * @param {ClientEntry | undefined} client
 * @param {number} key
 */
function introduced(client, key) {
  const shown = shownName(client, key);
  const { clientId = shown } = client ?? {};
  return [chosenName(shown), clientId !== shown && make("code", { class: "muted" }, chosenName(clientId))];
}

/**
 * @param {ClientEntry | undefined} client
 * @param {number} key
 */
const shownName = (client, key) => client?.name || client?.clientId || `client ${key}`;
