// @ts-check
// Reads text/event-stream (HTML, 9.2.6), in whatever pieces it arrives.

/** @typedef {{ type: string, data: string }} ServerSentEvent */

export class EventStreamParser {
  /** The line that has no end yet. */
  #line = "";
  /** The last piece ended with CR: a LF that follows belongs to it. */
  #afterCR = false;
  #type = "";
  /** @type {string[]} */
  #data = [];

  /**
   * Takes the next piece of the stream and returns the events that it completes.
   * @param {string} text
   * @returns {ServerSentEvent[]}
   */
  push(text) {
    /** @type {ServerSentEvent[]} */
    const events = [];
    if (!text) return events;
    let start = this.#afterCR && text[0] === "\n" ? 1 : 0;
    this.#afterCR = text.endsWith("\r");
    const end = /\r\n|\r|\n/g;
    end.lastIndex = start;
    for (let match; (match = end.exec(text)); start = end.lastIndex) {
      const event = this.#take(this.#line + text.slice(start, match.index));
      this.#line = "";
      if (event) events.push(event);
    }
    this.#line += text.slice(start);
    return events;
  }

  /**
   * @param {string} line
   * @returns {ServerSentEvent | null}
   */
  #take(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    return null;
  }

  #dispatch() {
    const event = { type: this.#type || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    return empty ? null : event;
  }
}
