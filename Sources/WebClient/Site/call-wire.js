// @ts-check
/**
 * What two pages say to each other over a data channel: JSON messages, and chunks of files.
 * Everything that arrives is checked here; the rest of the page may believe the types.
 */

/** What a frame holds, also as the kind of a sealed one. */
export const CONTROL = 0, CHUNK = 1, CHAT = 2;

export const CHUNK_BYTES = 16 * 1024;
export const MAX_FILE_BYTES = 256 * 1024 * 1024;
export const MAX_CHAT_CHARACTERS = 4000;
const MAX_MESSAGE_CHARACTERS = 64 * 1024;

/** @typedef {{ id: number, index: number, data: Uint8Array }} Chunk */

/**
 * @typedef {{ type: "hello", version: number, nonce: string, sealed: boolean }} Hello
 * @typedef {{ type: "self", name: string, audio: boolean, video: boolean }} Self
 * @typedef {{ type: "chat", text: string }} Chat
 * @typedef {{ type: "file", id: number, name: string, size: number, sha256: string | null }} FileHeader
 * @typedef {{ type: "file-accept" | "file-done" | "file-cancel", id: number, reason: string }} FileWord
 * @typedef {Hello | Self | Chat | FileHeader | FileWord} Message
 */

/**
 * Reads a message; null for one that no page of ours sends.
 *
 * @param {string} text
 * @returns {Message | null}
 */
export function readMessage(text) {
  if (text.length > MAX_MESSAGE_CHARACTERS) return null;
  let it;
  try {
    it = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof it !== "object" || it === null) return null;
  switch (it.type) {
    case "hello": {
      const good = it.version === 1 && isHex(it.nonce, 32) && typeof it.sealed === "boolean";
      return good ? { type: "hello", version: 1, nonce: it.nonce, sealed: it.sealed } : null;
    }
    case "self":
      return { type: "self", name: string(it.name, 256), audio: it.audio === true, video: it.video === true };
    case "chat":
      if (typeof it.text !== "string") return null;
      return { type: "chat", text: string(it.text, MAX_CHAT_CHARACTERS) };
    case "file":
      return readHeader(it);
    case "file-accept": case "file-done": case "file-cancel":
      return isID(it.id) ? { type: it.type, id: it.id, reason: string(it.reason, 200) } : null;
    default:
      return null;
  }
}

/**
 * @param {any} it
 * @returns {FileHeader | null}
 */
function readHeader(it) {
  const sized = Number.isSafeInteger(it.size) && it.size >= 0 && it.size <= MAX_FILE_BYTES;
  const hashed = it.sha256 === null || isHex(it.sha256, 64);
  if (!isID(it.id) || !sized || !hashed || typeof it.name !== "string") return null;
  return { type: "file", id: it.id, name: safeFileName(it.name), size: it.size, sha256: it.sha256 };
}

/**
 * A file name that can be saved and does not deceive: no path, no control characters, none that turn the
 * direction of text (which make "gpj.exe" read "exe.jpg"), no leading dot.
 *
 * @param {string} name
 * @returns {string}
 */
export function safeFileName(name) {
  const plain = name.slice(0, 1000)
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/[/\\:*?"<>|]/g, "_").replace(/^[.\s]+/, "").trim();
  if (plain.length <= 100) return plain || "file";
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? "";
  return Array.from(plain.slice(0, 100 - ending.length)).slice(0, -1).join("") + "…" + ending;
}

/**
 * One chunk: file ID and index, 4 bytes each, big-endian, then up to 16 KiB.
 *
 * @param {number} id
 * @param {number} index
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
export function writeChunk(id, index, data) {
  const chunk = new Uint8Array(8 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, id);
  view.setUint32(4, index);
  chunk.set(data, 8);
  return chunk;
}

/**
 * @param {Uint8Array} chunk
 * @returns {{ id: number, index: number, data: Uint8Array } | null}
 */
export function readChunk(chunk) {
  if (chunk.length < 9 || chunk.length > 8 + CHUNK_BYTES) return null;
  const view = new DataView(chunk.buffer, chunk.byteOffset);
  return { id: view.getUint32(0), index: view.getUint32(4), data: chunk.subarray(8) };
}

/**
 * Bytes as hexadecimal digits.
 *
 * @param {ArrayBuffer | Uint8Array} bytes
 */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {unknown} value @param {number} limit */
function string(value, limit) {
  return typeof value === "string" ? value.slice(0, limit) : "";
}

/** @param {unknown} value @param {number} length */
function isHex(value, length) {
  return typeof value === "string" && value.length === length && /^[0-9a-f]+$/.test(value);
}

/** @param {unknown} value */
function isID(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}
