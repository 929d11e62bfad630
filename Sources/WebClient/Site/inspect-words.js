// @ts-check
// The inspector's vocabulary: what the hub's codes are called, and how sizes and times are written.
/** @typedef {import("./inspect-model.js").TimelineEvent} TimelineEvent */
/** @typedef {import("./inspect-model.js").CandidateCounts} CandidateCounts */

/** @type {Record<string, { level: string, words: string }>} */
const VERDICTS = {
  "slow-reader": { level: "bad", words: "slow reader cut off" },
  "connected": { level: "good", words: "connected" },
  "never-bound": { level: "bad", words: "never opened its WebSocket" },
  "candidates-first": { level: "warning", words: "candidates came first" },
  "left-before-answer": { level: "bad", words: "left before the answer" },
  "never-answered": { level: "bad", words: "never answered" },
  "only-host-candidates": { level: "warning", words: "only host candidates" },
  "ice-failed": { level: "bad", words: "ICE failed" },
  "negotiating": { level: "neutral", words: "negotiating" },
};

/** @type {Record<string, string>} */
const DIALECTS = {
  native: "native", serverpod: "Serverpod", dysonnetwork: "DysonNetwork", ws: "Node ws",
  socketio: "Socket.IO",
};

/** @type {Record<string, string>} */
const REASONS = {
  "left": "said that it leaves",
  "closed": "closed its WebSocket",
  "lost": "was lost: no answer to a ping",
  "slow": "was cut off: it did not read",
  "rate-limited": "was cut off: it sent too much",
  "protocol-error": "was cut off: it broke the protocol",
  "replaced": "was replaced by another connection",
  "expired": "was cut off: its token has ended, or its seat",
  "removed": "was taken out by an administrator",
  "restarting": "the hub stopped",
};

/** @type {Record<string, string>} */
const STATES = {
  seat: "seat, no WebSocket yet", binding: "WebSocket is opening", connected: "connected", left: "left",
};

/** @param {string} code */
export const verdictWords = (code) => VERDICTS[code]?.words ?? code.replaceAll("-", " ");
/** @param {string} code */
export const verdictLevel = (code) => VERDICTS[code]?.level ?? "neutral";
/** @param {string} dialect */
export const dialectWords = (dialect) => DIALECTS[dialect] ?? dialect;
/** @param {string} reason */
export const reasonWords = (reason) => REASONS[reason] ?? reason;
/** @param {string} state */
export const stateWords = (state) => STATES[state] ?? state;

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * A span of time in its two largest units.
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return age(ms);
}

/**
 * The same in whole seconds, for what counts up.
 * @param {number} milliseconds
 */
export function age(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** @param {string} at an RFC 3339 time */
export function clock(at) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  /** @param {number} value @param {number} digits */
  const pad = (value, digits) => String(value).padStart(digits, "0");
  const { hours, minutes, seconds } =
    { hours: date.getHours(), minutes: date.getMinutes(), seconds: date.getSeconds() };
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(date.getMilliseconds(), 3)}`;
}

/**
 * `8 host, 6 srflx`; empty where there are none.
 * @param {CandidateCounts | null | undefined} counts
 */
export function candidateWords(counts) {
  const there = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  return there.map(([type, count]) => `${count} ${type}`).join(", ");
}

/**
 * What an event was, without who and when: the word for it, and particulars.
 * @param {TimelineEvent} event
 * @returns {{ word: string, particulars: string[], passes: boolean }} `passes`: it went to the other side
 */
export function eventWords(event) {
  const bytes = event.bytes ? [size(event.bytes)] : [];
  const candidates = candidateWords(event.candidates);
  switch (event.kind) {
    case "offer":
    case "answer":
      return { word: event.kind, particulars: [...bytes, candidates || "no candidates"], passes: true };
    case "candidate": {
      const types = Object.entries(event.candidates ?? {}).filter(([, count]) => count).map(([type]) => type);
      const type = types.join(", ") || "no type: the last, or unknown";
      return { word: "candidate", particulars: [type, ...bytes], passes: true };
    }
    case "message":
      return { word: "message", particulars: bytes, passes: true };
    case "report": {
      const { local, remote } = event.candidatePair ?? {};
      const pair = local || remote ? [`${local ?? "?"} ↔ ${remote ?? "?"}`] : [];
      return { word: `reports ICE ${event.iceState ?? "?"}`, particulars: pair, passes: false };
    }
    case "joined":
      return { word: "joined the room", particulars: [], passes: false };
    case "bound":
      return { word: "opened its WebSocket", particulars: [], passes: false };
    case "left":
      return { word: "left", particulars: event.reason ? [reasonWords(event.reason)] : [], passes: false };
    default:
      return { word: event.kind, particulars: bytes, passes: false };
  }
}
