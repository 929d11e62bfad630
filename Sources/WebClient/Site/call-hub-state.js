// @ts-check
/** What the connection to the hub does, in words: beside the room's name, and when a call cannot begin. */
import { byId } from "./call-dom.js";
import { cut } from "./call-text.js";

/** @typedef {{ state: string, code?: number | string, reason?: string, retryIn?: number }} State */

export class HubState {
  #badge = byId("hub-state");
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {State} state */
  show({ state, retryIn = 0 }) {
    clearInterval(this.#timer);
    if (state === "open") return this.#set("good", "online");
    if (state !== "reconnecting") return this.clear();
    const due = Date.now() + retryIn;
    const tick = () => {
      const seconds = Math.ceil((due - Date.now()) / 1000);
      this.#set("warning", seconds > 0 ? `reconnecting in ${seconds} s` : "reconnecting …");
    };
    tick();
    this.#timer = setInterval(tick, 500);
  }

  clear() {
    clearInterval(this.#timer);
    this.#set("", "");
  }

  /** @param {string} level @param {string} text */
  #set(level, text) {
    this.#badge.className = `badge ${level}`;
    // A live region is read out at each change: only where there is one.
    if (this.#badge.textContent !== text) this.#badge.textContent = text;
  }
}

/**
 * Why the hub let nobody in, or sends this page away.
 *
 * @param {any} error HubError of /client.js, or a state with `code` and `reason`
 * @returns {string}
 */
export function refusalInWords({ code, reason, message }) {
  switch (Number(code)) {
    case 401: case 4401: return "The hub asks for an access token that it accepts: see Advanced.";
    case 403: return "The hub does not let this page into the room.";
    case 4403: return "You were removed from the room.";
    case 4409: return "Somebody with the same ID has taken this place.";
    case 409: return "The room is full.";
    case 429: case 4429: return "Too much came from here, says the hub. Try again in a minute.";
    case 503: return "The hub is full, or stopping. Try again in a minute.";
    case 1006: return "The hub does not answer. Try again, or meet without a server.";
    default: return `The hub said no: ${cut(String(reason || message || code || "no reason given"), 200)}`;
  }
}
