// @ts-check
// Follows one stream of the hub for as long as somebody looks. fetch, as EventSource sends no Authorization.
import { EventStreamParser } from "./inspect-sse.js";

/** The hub sends a comment every 15 seconds; after twice that and some the connection is dead. */
const SILENCE = 40_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/**
 * connecting, live; lost: the hub does not answer, the next try is at `retryAt`; paused: the page is
 * hidden; refused: the hub wants another token (401, 403); missing: nothing is known there (404).
 * @typedef {{ name: "connecting" | "live" | "lost" | "paused" | "refused" | "missing" | "stopped",
 *   status?: number, message?: string, retryAt?: number }} FeedState
 */

export class Feed {
  /** @type {FeedState} */
  state = { name: "stopped" };
  /** @type {AbortController | null} */
  #attempt = null;
  #failures = 0;
  #timer = 0;
  #silence = 0;
  #listeners = new AbortController();

  /**
   * @param {string} path
   * @param {object} options
   * @param {() => Record<string, string>} options.headers asked anew for each connection
   * @param {(type: string, data: any) => void} options.onevent
   * @param {(state: FeedState) => void} options.onstate
   */
  constructor(path, { headers, onevent, onstate }) {
    this.path = path;
    this.headers = headers;
    this.onevent = onevent;
    this.onstate = onstate;
    const { signal } = this.#listeners;
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    window.addEventListener("online", () => this.state.name === "lost" && this.retry(), { signal });
    this.#look();
  }

  /** Connects now, whatever it was waiting for. */
  retry() {
    this.#failures = 0;
    this.#look();
  }

  /** Ends for good. */
  stop() {
    this.#listeners.abort();
    this.#hangUp();
    this.#become({ name: "stopped" });
  }

  #look() {
    if (this.#listeners.signal.aborted) return;
    this.#hangUp();
    if (document.hidden) this.#become({ name: "paused" });
    else this.#connect();
  }

  #hangUp() {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#attempt?.abort();
    this.#attempt = null;
  }

  /** @param {FeedState} state */
  #become(state) {
    this.state = state;
    this.onstate(state);
  }

  async #connect() {
    const attempt = this.#attempt = new AbortController();
    this.#become({ name: "connecting" });
    try {
      this.#expectLife(attempt);
      const response = await fetch(this.path, {
        headers: { Accept: "text/event-stream", ...this.headers() },
        cache: "no-store",
        signal: attempt.signal,
      });
      if (attempt.signal.aborted) return;
      if (!response.ok || !response.body) return await this.#refused(response, attempt);
      await this.#read(response.body, attempt);
      if (this.#attempt === attempt) this.#lose("The hub ended the connection.");
    } catch (error) {
      if (this.#attempt !== attempt) return;
      this.#lose(attempt.signal.aborted ? "The hub has fallen silent." : "The hub does not answer.");
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
  }

  /**
   * @param {ReadableStream<Uint8Array>} body
   * @param {AbortController} attempt
   */
  async #read(body, attempt) {
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || attempt.signal.aborted) return;
      this.#expectLife(attempt);
      for (const { type, data } of parser.push(decoder.decode(value, { stream: true }))) {
        if (this.state.name !== "live") this.#become({ name: "live" });
        this.#failures = 0;
        this.onevent(type, JSON.parse(data));
        if (this.#attempt !== attempt) return;
      }
    }
  }

  /** @param {AbortController} attempt */
  #expectLife(attempt) {
    clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => attempt.abort(), SILENCE);
  }

  /**
   * @param {Response} response
   * @param {AbortController} attempt
   */
  async #refused(response, attempt) {
    const { status } = response;
    /** @type {{ error?: unknown }} */
    const answer = await response.json().catch(() => ({}));
    if (this.#attempt !== attempt) return;
    this.#hangUp();
    const message = typeof answer?.error === "string" ? answer.error : `The hub answers ${status}.`;
    if (status === 401 || status === 403) this.#become({ name: "refused", status, message });
    else if (status === 404) this.#become({ name: "missing", status, message });
    else this.#lose(message, status, Number(response.headers.get("Retry-After")) * 1000);
  }

  /**
   * Waits with full jitter, so that many pages do not come back in step.
   * @param {string} message
   * @param {number} [status]
   * @param {number} [asked] milliseconds the hub wants to be left alone
   */
  #lose(message, status, asked) {
    this.#hangUp();
    const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++);
    const pause = (asked || 0) + 250 + Math.random() * ceiling;
    this.#timer = window.setTimeout(() => this.#look(), pause);
    this.#become({ name: "lost", status, message, retryAt: Date.now() + pause });
  }
}
