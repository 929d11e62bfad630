// @ts-check
/**
 * Files to and from the others. What comes in is kept in memory and offered as a download, never opened;
 * a larger one waits for a click, so that nobody fills the memory of a page.
 */
import { byId, make } from "./call-dom.js";
import { FileCard } from "./call-file-card.js";
import { sizeInWords } from "./call-text.js";
import { toast } from "./call-toast.js";
import { digestOf, Incoming, sendBytes } from "./call-transfer.js";
import { MAX_FILE_BYTES, safeFileName } from "./call-wire.js";

const UNASKED_BYTES = 8 * 1024 * 1024;
const UNASKED_TOTAL = 64 * 1024 * 1024;
const AT_ONCE = 8;

/** @typedef {import("./call-session.js").Participant} Participant */
/** @typedef {{ card: FileCard, bytes: Uint8Array, abort: AbortController, done: () => void }} Outgoing */

export class Files {
  /** @type {Map<Participant, Map<number, Outgoing>>} */
  #outgoing = new Map();
  /** @type {Map<Participant, Map<number, { card: FileCard, incoming: Incoming, accepted: boolean }>>} */
  #incoming = new Map();
  #nextID = 1;
  #unasked = 0;
  /** @type {string[]} */
  #addresses = [];

  /** @param {import("./call-chat.js").Chat} chat @param {() => Participant[]} participants */
  constructor(chat, participants) {
    this.chat = chat;
    this.participants = participants;
    const input = /** @type {HTMLInputElement} */ (byId("files"));
    byId("attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.send(Array.from(input.files ?? []));
      input.value = "";
    });
    this.#acceptDrops(byId("call"));
  }

  /**
   * Offers files to everybody.
   *
   * @param {File[]} files
   */
  async send(files) {
    for (const file of files) {
      const receivers = this.participants().filter(({ courier }) => courier?.takesFiles);
      if (!receivers.length) return toast("Nobody is connected who could receive a file.", "warning");
      if (file.size > MAX_FILE_BYTES) {
        toast(`${safeFileName(file.name)} is too large: at most ${sizeInWords(MAX_FILE_BYTES)}.`, "bad");
        continue;
      }
      const buffer = await file.arrayBuffer().catch(() => null);
      if (!buffer) {
        toast(`${safeFileName(file.name)} cannot be read.`, "bad");
        continue;
      }
      const sha256 = await digestOf(buffer);
      for (const receiver of receivers) this.#offer(receiver, file, new Uint8Array(buffer), sha256);
    }
  }

  /**
   * @param {Participant} receiver
   * @param {File} file
   * @param {Uint8Array} bytes
   * @param {string | null} sha256
   */
  #offer(receiver, file, bytes, sha256) {
    const id = this.#nextID++;
    const abort = new AbortController();
    const card = new FileCard(file.name, file.size);
    const outgoing = { card, bytes, abort, done: () => this.#outgoing.get(receiver)?.delete(id) };
    below(this.#outgoing, receiver).set(id, outgoing);
    card.status("waiting for ", make("bdi", {}, receiver.name));
    card.button("Cancel", () => {
      abort.abort();
      outgoing.done();
      card.end("cancelled");
      receiver.courier?.say({ type: "file-cancel", id });
    });
    this.chat.item(`You to ${receiver.name}`, card.element, true);
    receiver.courier?.say({ type: "file", id, name: file.name, size: file.size, sha256 });
  }

  /**
   * A word about a file.
   *
   * @param {Participant} from
   * @param {any} message
   */
  message(from, message) {
    if (message.type === "file") return this.#announced(from, message);
    const outgoing = this.#outgoing.get(from)?.get(message.id);
    if (outgoing && message.type === "file-accept") return void this.#transmit(from, message.id, outgoing);
    if (outgoing && message.type === "file-done") {
      outgoing.done();
      return outgoing.card.end("received", "good");
    }
    if (message.type !== "file-cancel") return;
    outgoing?.abort.abort();
    outgoing?.done();
    outgoing?.card.end(message.reason ? `not received: ${message.reason}` : "declined", "bad");
    const coming = this.#incoming.get(from)?.get(message.id);
    if (coming) {
      this.#incoming.get(from)?.delete(message.id);
      coming.card.end("cancelled by the sender", "bad");
    }
  }

  /** @param {Participant} to @param {number} id @param {Outgoing} outgoing */
  async #transmit(to, id, { card, bytes, abort, done }) {
    card.progress(0);
    const courier = to.courier;
    const sent = await sendBytes({
      id, bytes, signal: abort.signal,
      send: async (...chunk) => (await courier?.sendChunk(...chunk)) ?? false,
      onProgress: (count) => card.progress(count),
    }).catch(() => false);
    if (!sent && !abort.signal.aborted) {
      done();
      card.end("the connection broke", "bad");
    }
  }

  /** @param {Participant} from @param {import("./call-wire.js").FileHeader} header */
  #announced(from, header) {
    const files = below(this.#incoming, from);
    const refuse = (/** @type {string} */ reason) =>
      from.courier?.say({ type: "file-cancel", id: header.id, reason });
    if (files.has(header.id) || files.size >= AT_ONCE) return refuse("too many files at once");
    const card = new FileCard(header.name, header.size);
    const file = { card, incoming: new Incoming(header), accepted: false };
    files.set(header.id, file);
    const accept = () => {
      file.accepted = true;
      card.progress(0);
      card.button("Cancel", decline);
      from.courier?.say({ type: "file-accept", id: header.id });
      if (header.size === 0) this.#finish(from, file);
    };
    const decline = () => {
      files.delete(header.id);
      card.end("declined");
      refuse("");
    };
    this.chat.item(from.name, card.element, false);
    if (header.size <= UNASKED_BYTES && this.#unasked + header.size <= UNASKED_TOTAL) {
      this.#unasked += header.size;
      return accept();
    }
    card.status("wants to be received");
    card.button("Decline", decline);
    card.button("Receive", accept, true);
  }

  /** @param {Participant} from @param {{ id: number, index: number, data: Uint8Array }} chunk */
  chunk(from, { id, index, data }) {
    const file = this.#incoming.get(from)?.get(id);
    if (!file) return;
    if (!file.accepted || !file.incoming.add(index, data)) {
      this.#incoming.get(from)?.delete(id);
      from.courier?.say({ type: "file-cancel", id, reason: "it was not what was announced" });
      return file.card.end("broken: it was not what was announced", "bad");
    }
    file.card.progress(file.incoming.received);
    if (file.incoming.complete) this.#finish(from, file);
  }

  /** @param {Participant} from @param {{ card: FileCard, incoming: Incoming }} file */
  async #finish(from, { card, incoming }) {
    const { id, name } = incoming.header;
    const blob = await incoming.finish();
    this.#incoming.get(from)?.delete(id);
    if (!blob) {
      from.courier?.say({ type: "file-cancel", id, reason: "its hash is another" });
      return card.end("damaged on the way: its hash is another", "bad");
    }
    from.courier?.say({ type: "file-done", id });
    const address = URL.createObjectURL(blob);
    this.#addresses.push(address);
    card.end(incoming.header.sha256 ? "received, hash checked" : "received", "good");
    card.link(address, name);
  }

  /**
   * Ends everything with somebody who is gone, or whose channel is.
   *
   * @param {Participant} participant
   */
  drop(participant) {
    for (const { card, abort } of this.#outgoing.get(participant)?.values() ?? []) {
      abort.abort();
      card.end("the connection ended", "bad");
    }
    for (const { card } of this.#incoming.get(participant)?.values() ?? []) {
      card.end("the connection ended", "bad");
    }
    this.#outgoing.delete(participant);
    this.#incoming.delete(participant);
  }

  /** Forgets what was received. The log with its links is emptied at the same time. */
  reset() {
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
    for (const participant of [...this.#outgoing.keys(), ...this.#incoming.keys()]) this.drop(participant);
    this.#unasked = 0;
  }

  /** @param {HTMLElement} area */
  #acceptDrops(area) {
    const veil = byId("drop");
    let depth = 0;
    const over = (/** @type {DragEvent} */ event, /** @type {number} */ step) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      depth = Math.max(0, depth + step);
      veil.hidden = depth === 0;
    };
    area.addEventListener("dragenter", (event) => over(event, 1));
    area.addEventListener("dragover", (event) => over(event, 0));
    area.addEventListener("dragleave", (event) => over(event, -1));
    area.addEventListener("drop", (event) => {
      over(event, -depth);
      this.chat.open(true, false);
      this.send(Array.from(event.dataTransfer?.files ?? []));
    });
  }
}

/**
 * @template T
 * @param {Map<Participant, Map<number, T>>} all
 * @param {Participant} participant
 * @returns {Map<number, T>}
 */
function below(all, participant) {
  let some = all.get(participant);
  if (!some) all.set(participant, (some = new Map()));
  return some;
}
