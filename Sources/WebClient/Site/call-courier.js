// @ts-check
/**
 * Carries the messages of one data channel, in order, sealed if there is a passphrase.
 *
 * Both sides open with a `hello` in plain text: a nonce for this channel, and whether they have a
 * passphrase. Who has one sends nothing else in plain and believes nothing in plain: a hub that puts itself
 * in between could strip the encryption otherwise.
 */
import { isSealed, OpenError, Opener, Sealer, sealedKind } from "./call-crypto.js";
import { CHAT, CHUNK, CONTROL, hex, readChunk, readMessage, writeChunk } from "./call-wire.js";

/**
 * Why there is no talking:
 * - `other-passphrase`: what arrives does not open;
 * - `none-there`: this page has a passphrase, the other has none;
 * - `none-here`: the other way round;
 * - `tampered`: frames were repeated, left out or reordered.
 *
 * @typedef {"other-passphrase" | "none-there" | "none-here" | "tampered"} Trouble
 */

/** @typedef {"waiting" | "plain" | "sealed" | "refused" | "foreign" | "closed"} State */

/**
 * @typedef {object} CourierOptions
 * @property {(data: string | Uint8Array) => boolean} send puts a frame on the channel
 * @property {() => Promise<unknown>} drained resolves when the channel's buffer has room again
 * @property {(message: import("./call-wire.js").Message) => void} onMessage
 * @property {(chunk: { id: number, index: number, data: Uint8Array }) => void} onChunk
 * @property {(trouble: Trouble, isChat: boolean) => void} onTrouble once per kind, but for chat each time
 * @property {() => void} onReady messages can be sent from now on
 * @property {string} room what the key belongs to
 * @property {CryptoKey | null} key
 * @property {number} [patience] ms until a silent peer counts as a program that knows plain text only
 */

export class Courier {
  /** @type {State} */
  state = "waiting";
  /** Whether something of the other side has opened: then it has the same passphrase. */
  proven = false;

  #nonce = hex(crypto.getRandomValues(new Uint8Array(16)));
  /** @type {Sealer | null} */ #sealer = null;
  /** @type {Opener | null} */ #opener = null;
  /** @type {Set<Trouble>} */ #told = new Set();
  // One chain each way: sealing and opening take turns, whatever time they need.
  /** @type {Promise<unknown>} */ #out = Promise.resolve();
  /** @type {Promise<unknown>} */ #in = Promise.resolve();
  /** @type {(() => void)[]} */ #waiting = [];

  /** @param {CourierOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** Whether the other side is a page of ours that can read what this one sends, as far as is known. */
  get takesFiles() {
    return this.state === "plain" || (this.state === "sealed" && this.#told.size === 0);
  }

  /** Says hello. The channel is open. */
  start() {
    const hello = { type: "hello", version: 1, nonce: this.#nonce, sealed: this.options.key !== null };
    this.options.send(JSON.stringify(hello));
    if (this.options.key) return;
    setTimeout(() => this.state === "waiting" && this.#become("foreign"), this.options.patience ?? 4000);
  }

  /** The channel is gone. */
  close() {
    this.#become("closed");
  }

  /**
   * Sends a message when the other side has said hello.
   *
   * @param {{ type: string, [more: string]: any }} message
   * @returns {Promise<boolean>} whether it went out
   */
  async say(message) {
    const kind = message.type === "chat" ? CHAT : CONTROL;
    return this.#deliver(kind, JSON.stringify(message), message.text);
  }

  /**
   * Sends a chunk of a file, when the channel's buffer has room for it.
   *
   * @param {number} id
   * @param {number} index
   * @param {Uint8Array} data
   * @returns {Promise<boolean>}
   */
  async sendChunk(id, index, data) {
    await this.options.drained();
    return this.#deliver(CHUNK, writeChunk(id, index, data));
  }

  /**
   * Takes what arrived on the channel.
   *
   * @param {string | ArrayBuffer} data
   * @returns {Promise<unknown>}
   */
  receive(data) {
    this.#in = this.#in.then(() => this.#read(data));
    return this.#in;
  }

  /** @param {string | ArrayBuffer} data */
  async #read(data) {
    if (typeof data !== "string") return this.#readFrame(new Uint8Array(data));
    const message = readMessage(data);
    if (message?.type === "hello") return this.#meet(message);
    if (this.options.key) return this.#trouble("none-there", true);
    if (message) return this.options.onMessage(message);
    // A program that is no page of ours: its plain text is chat.
    if (this.state !== "plain") this.options.onMessage({ type: "chat", text: data.slice(0, 4000) });
  }

  /** @param {import("./call-wire.js").Hello} hello */
  #meet(hello) {
    // A second hello would start the numbers anew, and let old frames in again.
    if (this.state !== "waiting" && this.state !== "foreign") return;
    const { key, room } = this.options;
    if (hello.sealed !== (key !== null)) {
      this.#become("refused");
      return this.#trouble(key ? "none-there" : "none-here", false);
    }
    if (key && hello.nonce === this.#nonce) return this.#trouble("tampered", false);
    if (key) {
      this.#sealer = new Sealer(key, { room, from: this.#nonce, to: hello.nonce });
      this.#opener = new Opener(key, { room, from: hello.nonce, to: this.#nonce });
    }
    this.#become(key ? "sealed" : "plain");
    this.options.onReady();
  }

  /** @param {Uint8Array} frame */
  async #readFrame(frame) {
    let kind = frame[1], plain = frame.subarray(2);
    if (isSealed(frame)) {
      if (!this.#opener) return this.#trouble("none-here", sealedKind(frame) === CHAT);
      try {
        ({ kind, plain } = await this.#opener.open(frame));
      } catch (error) {
        const tampered = !(error instanceof OpenError) || error.code !== "key";
        const trouble = tampered || this.proven ? "tampered" : "other-passphrase";
        return this.#trouble(trouble, sealedKind(frame) === CHAT);
      }
      this.proven = true;
    } else if (this.options.key) {
      return this.#trouble("none-there", false);
    }
    if (kind === CHUNK) {
      const chunk = readChunk(plain);
      if (chunk) this.options.onChunk(chunk);
    } else if (isSealed(frame)) {
      const message = readMessage(new TextDecoder().decode(plain));
      if (message && message.type !== "hello") this.options.onMessage(message);
    }
  }

  /**
   * @param {number} kind
   * @param {string | Uint8Array} content
   * @param {string} [foreign] what a program that knows only plain text gets instead
   */
  #deliver(kind, content, foreign) {
    const sent = this.#out.then(async () => {
      if (this.state === "waiting") await new Promise((go) => this.#waiting.push(() => go(null)));
      switch (this.state) {
        case "sealed": {
          const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
          return this.options.send(await /** @type {Sealer} */ (this.#sealer).seal(kind, bytes));
        }
        case "plain": {
          if (typeof content === "string") return this.options.send(content);
          const frame = new Uint8Array(2 + content.length);
          frame.set([0, kind]);
          frame.set(content, 2);
          return this.options.send(frame);
        }
        case "foreign":
          return foreign !== undefined && this.options.send(foreign);
        default:
          return false;
      }
    });
    this.#out = sent.catch(() => {});
    return sent;
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** @param {Trouble} trouble @param {boolean} isChat */
  #trouble(trouble, isChat) {
    if (this.#told.has(trouble) && !isChat) return;
    this.#told.add(trouble);
    this.options.onTrouble(trouble, isChat);
  }
}
