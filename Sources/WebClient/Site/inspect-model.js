// @ts-check
// What the hub tells of rooms and pairs, and in which order and groups it is shown.

/**
 * @typedef {{ roomId: string, createdAt: string, goneAt: string | null, clients: number, seats: number,
 *   dialects: Record<string, number>, lastEventAt: string | null,
 *   verdicts: Record<string, number> }} RoomSummary
 * @typedef {{ serverTime: string, totalRooms: number, tracedPairs: number, rooms: RoomSummary[],
 *   omittedRooms: number }} Overview
 * @typedef {{ key: number, clientId: string, name: string | null, dialect: string, state: string,
 *   joinedAt: string, boundAt: string | null, leftAt: string | null, leaveReason: string | null,
 *   queuedBytes: number, address?: string | null }} ClientEntry
 * @typedef {{ host?: number, srflx?: number, prflx?: number, relay?: number }} CandidateCounts
 * @typedef {{ n: number, at: string, delay: number | null, from: number, kind: string,
 *   bytes?: number | null, candidates?: CandidateCounts | null, delivered?: boolean | null,
 *   reason?: string | null, iceState?: string | null,
 *   candidatePair?: { local?: string | null, remote?: string | null } | null,
 *   body?: string | null }} TimelineEvent
 * @typedef {{ code: string, level: string, summary: string, advice: string, events: number[] }} Verdict
 * @typedef {{ between: [number, number], verdict: Verdict, events: TimelineEvent[], dropped: number }} Pair
 * @typedef {{ roomId: string, createdAt: string | null, goneAt: string | null, serverTime: string,
 *   clients: ClientEntry[], pairs: Pair[], omittedPairs: number }} Timeline
 * @typedef {{ event: TimelineEvent, run?: undefined } | { run: TimelineEvent[], event?: undefined }} Step
 */

/** From how many candidates in a row on they are folded. */
const LONG_RUN = 4;
const LEVELS = ["bad", "warning", "neutral", "good"];

/** @param {Pair} pair */
export const pairKey = ({ between }) => `${between[0]}-${between[1]}`;

/**
 * The rooms whose name has all words of the filter, the latest event first; those that are gone last.
 * @param {RoomSummary[]} rooms
 * @param {string} filter
 */
export function arrangeRooms(rooms, filter) {
  const words = filter.normalize("NFC").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = rooms.filter(({ roomId }) => {
    const name = roomId.normalize("NFC").toLocaleLowerCase();
    return words.every((word) => name.includes(word));
  });
  /** @param {RoomSummary} room */
  const time = (room) => room.lastEventAt ?? room.createdAt ?? "";
  return fits.sort((a, b) =>
    Number(!!a.goneAt) - Number(!!b.goneAt) || compare(time(b), time(a)) || compare(a.roomId, b.roomId));
}

/**
 * Pairs with trouble first; among equals the one where something happened last.
 * @param {Pair[]} pairs
 */
export function arrangePairs(pairs) {
  /** @param {Pair} pair */
  const rank = (pair) => {
    const level = LEVELS.indexOf(pair.verdict.level);
    return level < 0 ? LEVELS.indexOf("neutral") : level;
  };
  /** @param {Pair} pair */
  const last = (pair) => pair.events.at(-1)?.at ?? "";
  return [...pairs].sort((a, b) => rank(a) - rank(b) || compare(last(b), last(a)));
}

/**
 * @param {string} a
 * @param {string} b
 */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The events of a pair, with long runs of candidates put together.
 * @param {TimelineEvent[]} events
 * @returns {Step[]}
 */
export function foldCandidates(events) {
  /** @type {Step[]} */
  const steps = [];
  for (let i = 0; i < events.length;) {
    let end = i;
    while (end < events.length && foldable(events[end])) end++;
    if (end - i >= LONG_RUN) steps.push({ run: events.slice(i, end) });
    else for (const event of events.slice(i, Math.max(end, i + 1))) steps.push({ event });
    i = Math.max(end, i + 1);
  }
  return steps;
}

/**
 * One that was not delivered is news, and stays in sight.
 * @param {TimelineEvent} event
 */
const foldable = (event) => event.kind === "candidate" && event.delivered !== false;

/**
 * The sum of what several events say of candidates.
 * @param {TimelineEvent[]} events
 * @returns {CandidateCounts}
 */
export function sumCandidates(events) {
  /** @type {Record<string, number>} */
  const sum = {};
  for (const { candidates } of events) {
    for (const [type, count] of Object.entries(candidates ?? {})) sum[type] = (sum[type] ?? 0) + count;
  }
  return sum;
}

/**
 * Reads `#room=NAME&pair=1-2&event=3`.
 * @param {string} hash
 * @returns {{ room: string | null, pair: string | null, event: number | null }}
 */
export function readHash(hash) {
  /** @type {Record<string, string>} */
  const parts = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [key, ...value] = part.split("=");
    try {
      parts[key] = decodeURIComponent(value.join("="));
    } catch {
      parts[key] = value.join("=");
    }
  }
  return {
    room: parts.room || null,
    pair: parts.pair || null,
    event: /^\d+$/.test(parts.event ?? "") ? Number(parts.event) : null,
  };
}

/**
 * @param {string} room
 * @param {string} [pair]
 * @param {number} [event]
 */
export const writeHash = (room, pair, event) =>
  `#room=${encodeURIComponent(room)}` + (pair && event !== undefined ? `&pair=${pair}&event=${event}` : "");
