// @ts-check
/** One file on its way, in 16 KiB chunks: the sending and the receiving half, without a page around them. */
import { CHUNK_BYTES, hex } from "./call-wire.js";

/**
 * SHA-256 of bytes, in hexadecimal digits; null where the page is not in a secure context.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string | null>}
 */
export async function digestOf(bytes) {
  return globalThis.crypto?.subtle ? hex(await crypto.subtle.digest("SHA-256", bytes)) : null;
}

/**
 * Sends a file's bytes, one chunk after the other.
 *
 * @param {object} options
 * @param {number} options.id
 * @param {Uint8Array} options.bytes
 * @param {(id: number, index: number, data: Uint8Array) => Promise<boolean>} options.send waits for room
 * @param {(sent: number) => void} options.onProgress
 * @param {AbortSignal} options.signal
 * @returns {Promise<boolean>} whether all of it went out
 */
export async function sendBytes({ id, bytes, send, onProgress, signal }) {
  for (let offset = 0, index = 0; offset < bytes.length; index += 1) {
    if (signal.aborted) return false;
    const data = bytes.subarray(offset, offset + CHUNK_BYTES);
    if (!(await send(id, index, data))) return false;
    offset += data.length;
    onProgress(offset);
  }
  return true;
}

/** Collects the chunks of one file and refuses whatever its header did not announce. */
export class Incoming {
  #parts = /** @type {Uint8Array[]} */ ([]);
  #index = 0;
  received = 0;

  /** @param {import("./call-wire.js").FileHeader} header */
  constructor(header) {
    this.header = header;
  }

  get complete() {
    return this.received === this.header.size;
  }

  /**
   * @param {number} index
   * @param {Uint8Array} data
   * @returns {boolean} false: this is not what was announced, and the transfer is over
   */
  add(index, data) {
    const rest = this.header.size - this.received;
    if (index !== this.#index || data.length !== Math.min(rest, CHUNK_BYTES) || rest === 0) return false;
    this.#index += 1;
    this.received += data.length;
    this.#parts.push(data);
    return true;
  }

  /**
   * The whole file, if its hash is the announced one.
   *
   * @returns {Promise<Blob | null>}
   */
  async finish() {
    // Never the sender's type: a blob: address is of this page's origin, and must not be shown as a page.
    const blob = new Blob(this.#parts, { type: "application/octet-stream" });
    this.#parts = [];
    if (blob.size !== this.header.size) return null;
    if (this.header.sha256 === null) return blob;
    const digest = await digestOf(await blob.arrayBuffer());
    return digest === null || digest === this.header.sha256 ? blob : null;
  }
}
