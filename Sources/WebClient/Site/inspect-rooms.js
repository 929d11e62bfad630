// @ts-check
// The list of rooms.
import { ageElement, showAge } from "./inspect-clock.js";
import { chosenName, make, setAttribute, setText } from "./inspect-dom.js";
import { keyedList } from "./inspect-keyed.js";
import { arrangeRooms, writeHash } from "./inspect-model.js";
import { counted, dialectWords, verdictLevel, verdictWords } from "./inspect-words.js";
/** @typedef {import("./inspect-model.js").Overview} Overview */
/** @typedef {import("./inspect-model.js").RoomSummary} RoomSummary */

const LEVELS = ["bad", "warning", "neutral", "good"];
/** @param {string} code */
const rank = (code) => LEVELS.indexOf(verdictLevel(code));

export class RoomList {
  /** @type {Overview | null} */
  #overview = null;
  #filter = "";
  /** @type {string | null} */
  #chosen = null;

  /**
   * @param {{ list: HTMLElement, note: HTMLElement, filter: HTMLInputElement }} elements
   */
  constructor({ list, note, filter }) {
    this.list = list;
    this.note = note;
    this.show = keyedList(list, /** @param {RoomSummary} room */ (room) => room.roomId, roomRow);
    filter.addEventListener("input", () => {
      this.#filter = filter.value;
      this.#render(true);
    });
    // Rows do not move under a hand that is about to press one.
    list.addEventListener("pointerleave", () => this.#render());
    list.addEventListener("focusout", () => queueMicrotask(() => this.#render()));
  }

  /** @param {Overview} overview */
  update(overview) {
    this.#overview = overview;
    this.#render();
  }

  /** @param {string | null} room */
  choose(room) {
    this.#chosen = room;
    this.#mark();
  }

  #render(anew = false) {
    if (!this.#overview) return;
    const rooms = arrangeRooms(this.#overview.rooms, this.#filter);
    const held = !anew && this.list.matches(":hover, :focus-within");
    this.show(held ? this.#asTheyStand(rooms) : rooms);
    setText(this.note, this.#count(rooms.length, this.#overview));
    this.#mark();
  }

  /** @param {RoomSummary[]} rooms */
  #asTheyStand(rooms) {
    const place = new Map(this.show.keys().map((key, index) => [key, index]));
    /** @param {RoomSummary} room */
    const at = (room) => place.get(room.roomId) ?? Infinity;
    return rooms.sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
  }

  /**
   * @param {number} shown
   * @param {Overview} overview
   */
  #count(shown, { totalRooms, rooms, omittedRooms }) {
    if (!rooms.length) {
      return "Nobody is in any room. Open the call page in two tabs, or connect a client: it appears here.";
    }
    const all = counted(totalRooms, "room");
    const count = shown < rooms.length ? `${shown} of ${counted(rooms.length, "room")} fit the filter` : all;
    return omittedRooms ? `${count}; ${counted(omittedRooms, "more is", "more are")} not listed` : count;
  }

  #mark() {
    for (const key of this.show.keys()) {
      const link = this.show.row(key)?.querySelector("a");
      if (link) setAttribute(link, "aria-current", key === this.#chosen ? "true" : null);
    }
  }
}

/** @param {RoomSummary} room */
function roomRow({ roomId }) {
  const facts = make("span", { class: "facts" });
  const when = ageElement();
  const ago = make("span", { class: "facts" }, when, " ago");
  const badges = make("span", { class: "badges" });
  const showBadges = keyedList(badges, /** @param {[string, number]} entry */ ([code]) => code, badge);
  const link = make("a", { href: writeHash(roomId), class: "room-link" },
    make("span", { class: "room-name" }, chosenName(roomId)), facts, ago, badges);
  const element = make("li", {}, link);
  /** @param {RoomSummary} room */
  const update = (room) => {
    const dialects = Object.entries(room.dialects ?? {}).filter(([, count]) => count > 0);
    setText(facts, [
      room.goneAt ? "gone" : counted(room.clients, "client"),
      ...(room.seats ? [counted(room.seats, "seat")] : []),
      ...dialects.map(([name]) => dialectWords(name)),
    ].join(" · "));
    showAge(when, room.lastEventAt ?? room.createdAt);
    element.classList.toggle("gone", !!room.goneAt);
    const verdicts = Object.entries(room.verdicts ?? {}).filter(([, count]) => count > 0);
    showBadges(verdicts.sort(([a], [b]) => rank(a) - rank(b)));
  };
  return { element, update };
}

/** @param {[string, number]} entry */
function badge([code]) {
  const element = make("span", { class: "badge", "data-level": verdictLevel(code) });
  return {
    element,
    /** @param {[string, number]} entry */
    update: ([, count]) => setText(element, `${count} ${verdictWords(code)}`),
  };
}
