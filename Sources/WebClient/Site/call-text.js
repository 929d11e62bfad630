// @ts-check
/** Names, sizes and states in words for a person. No document in sight. */

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * A random room name: 12 base62 characters are 71 bits, which nobody guesses.
 *
 * @param {number} [length]
 * @returns {string}
 */
export function randomName(length = 12) {
  let name = "";
  while (name.length < length) {
    // 248 is the largest multiple of 62 in a byte: the rest would favour some characters.
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 248 && name.length < length) name += BASE62[byte % 62];
    }
  }
  return name;
}

/**
 * The room that a link's fragment names. Fragments reach no server, so no log has them.
 *
 * @param {string} hash `#room=NAME`
 * @returns {string} empty where there is none
 */
export function roomOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("room") ?? "";
}

/**
 * The fragment that leads to a room.
 *
 * @param {string} room
 * @returns {string}
 */
export function hashOf(room) {
  return "#" + new URLSearchParams({ room });
}

/**
 * What is wrong with a room's or a person's name, by the hub's limits: 128 bytes, no control characters.
 *
 * @param {string} name
 * @returns {string} empty where nothing is
 */
export function nameProblem(name) {
  if (new TextEncoder().encode(name).length > 128) return "At most 128 bytes: please choose a shorter name.";
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return "A name has no line breaks or control characters.";
  return "";
}

/**
 * Text cut to a number of characters (code points, so that no emoji is halved).
 *
 * @param {unknown} text anything a peer may have sent
 * @param {number} limit
 * @returns {string}
 */
export function cut(text, limit) {
  if (typeof text !== "string") return "";
  // A code point has at most two units: more than that need not be looked at.
  const points = Array.from(text.slice(0, 2 * limit + 2));
  return points.length > limit ? points.slice(0, limit - 1).join("") + "…" : text;
}

/**
 * A name to show: one line, at most 40 characters, never empty.
 *
 * @param {unknown} name
 * @returns {string}
 */
export function shownName(name) {
  if (typeof name !== "string") return "Guest";
  const line = name.slice(0, 400).replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ");
  return cut(line.trim(), 40) || "Guest";
}

/**
 * The first character somebody reads in a name, for a tile without a picture.
 *
 * @param {string} name
 * @returns {string}
 */
export function initialOf(name) {
  const readable = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
  const letter = Array.from(name).find((character) => readable.test(character));
  return (letter ?? "?").toLocaleUpperCase();
}

/**
 * A size in words: "1.5 MB".
 *
 * @param {number} bytes
 * @returns {string}
 */
export function sizeInWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, factor] = bytes < 999_500 ? ["kB", 1e3] : bytes < 999_500_000 ? ["MB", 1e6] : ["GB", 1e9];
  const value = bytes / Number(factor);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/**
 * @typedef {object} PathStats what is known of the nominated candidate pair
 * @property {string} [local] candidate type: host, srflx, prflx or relay
 * @property {string} [remote]
 * @property {string} [protocol]
 * @property {number} [rtt] seconds
 */

/**
 * A connection's state in words, and how bad it is.
 *
 * @param {string} state RTCPeerConnection.connectionState
 * @param {PathStats | null | undefined} path
 * @returns {{ level: "neutral" | "good" | "warning" | "bad", text: string }}
 */
export function stateInWords(state, path) {
  switch (state) {
    case "connected": {
      const pair = path?.local && path.remote ? ` (${cut(path.local, 8)}/${cut(path.remote, 8)})` : "";
      const relayed = path?.local === "relay" || path?.remote === "relay";
      return { level: "good", text: (relayed ? "connected through a relay" : "connected directly") + pair };
    }
    case "disconnected":
      return { level: "warning", text: "interrupted, trying to recover" };
    case "failed":
      return { level: "bad", text: "failed: no way through between the two networks" };
    case "closed":
      return { level: "neutral", text: "hung up" };
    default:
      return { level: "neutral", text: "connecting" };
  }
}
