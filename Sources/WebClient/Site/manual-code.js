// @ts-check
/**
 * The texts that two people send each other in manual mode, and what can be wrong with them.
 *
 * A text is `hub1.offer.BODY.SUM` or `hub1.answer.BODY.SUM`: BODY is base64url of JSON with the description,
 * SUM its checksum, so that a text that lost its end is told from a whole one.
 */

const FORM = /^hub1\.(offer|answer)\.([A-Za-z0-9_-]*)(?:\.([0-9a-f]*))?$/;
const MAX_CHARACTERS = 200_000;

/** @typedef {"offer" | "answer"} Kind */
/**
 * `sum` is the text's own checksum, `to` that of the offer it answers.
 *
 * @typedef {{ type: Kind, sdp: string, name: string, sum: string, to: string }} Code
 */

/**
 * @param {Kind} type
 * @param {string} sdp
 * @param {string} name the sender's
 * @param {string} [to] the checksum of the offer, for an answer
 * @returns {string}
 */
export function writeCode(type, sdp, name, to = "") {
  const bytes = new TextEncoder().encode(JSON.stringify({ sdp, name, to }));
  const body = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `hub1.${type}.${body}.${checksum(body)}`;
}

/**
 * Reads what somebody has pasted.
 *
 * @param {string} text
 * @param {Kind} expected
 * @param {string} own this page's own text, if it has one
 * @returns {{ code: Code } | { problem: string }}
 */
export function readCode(text, expected, own = "") {
  // Mail breaks lines, messengers add quotes and invisible marks.
  const plain = text.slice(0, MAX_CHARACTERS).replace(/[\s>"'`\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g, "");
  if (!plain) return problem(`Paste the ${expected} here first.`);
  if (own && plain === own) {
    return problem(`This is your own text. Paste the ${expected} that your friend has sent you.`);
  }
  const code = plain.startsWith("hub1.") || !/[{=]/.test(plain) ? readOurs(plain) : readForeign(text.trim());
  if ("problem" in code) return code;
  const wrong = mismatch(code.code, expected, own) || descriptionProblem(code.code.sdp);
  return wrong ? problem(wrong) : code;
}

/** @param {string} plain @returns {{ code: Code } | { problem: string }} */
function readOurs(plain) {
  const start = plain.indexOf("hub1.");
  if (start < 0) {
    return problem("The beginning is missing: the text starts with “hub1.offer.” or “hub1.answer.”.");
  }
  const match = FORM.exec(plain.slice(start));
  if (!match) return problem("The text has something in it that does not belong there. Copy it again.");
  const [, type, body, sum = ""] = match;
  if (sum.length < 8) return problem("The text is cut off at its end. Copy it again, all of it.");
  if (sum !== checksum(body)) return problem("The text was changed or lost a part. Copy it again.");
  try {
    const binary = atob(body.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const it = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof it?.sdp !== "string") throw new Error("no description");
    const kind = /** @type {Kind} */ (type);
    return { code: { type: kind, sdp: it.sdp, name: String(it.name ?? ""), sum, to: String(it.to ?? "") } };
  } catch {
    return problem("The text holds no description of a connection. Ask your friend for another.");
  }
}

/**
 * What other programs show: an RTCSessionDescription as JSON, or bare SDP, which is an offer if it leaves
 * open who begins with DTLS (RFC 8842, 5.1: actpass).
 *
 * @param {string} text
 * @returns {{ code: Code } | { problem: string }}
 */
function readForeign(text) {
  if (text.startsWith("v=0")) {
    const type = /^a=setup:actpass/m.test(text) ? "offer" : "answer";
    return { code: { type, sdp: text.replace(/\r?\n/g, "\r\n") + "\r\n", name: "", sum: "", to: "" } };
  }
  try {
    const { type, sdp } = JSON.parse(text);
    if ((type === "offer" || type === "answer") && typeof sdp === "string") {
      return { code: { type, sdp, name: "", sum: "", to: "" } };
    }
  } catch {
    // Not JSON, then.
  }
  return problem("This is no offer or answer, or it is cut off. Copy your friend's text again, all of it.");
}

/** @param {Code} code @param {Kind} expected @param {string} own */
function mismatch(code, expected, own) {
  if (code.type !== expected) {
    return expected === "answer"
      ? "This is an offer, and the answer belongs here. If your friend began too, one of you has to be B."
      : "This is an answer, and an offer belongs here. Ask your friend for theirs, or start over as A.";
  }
  if (own && code.to && code.to !== sumOf(own)) {
    return "This answers another offer, an older one perhaps. Send yours again and wait for its answer.";
  }
  return "";
}

/**
 * What makes a description useless before a browser has looked at it.
 *
 * @param {string} sdp
 */
function descriptionProblem(sdp) {
  if (!/^v=0\r?\n/.test(sdp) || !/^a=ice-ufrag:/m.test(sdp) || !/^a=fingerprint:/m.test(sdp)) {
    return "The description in this text is not complete. Ask your friend for another.";
  }
  if (!/^m=application /m.test(sdp)) return "This connection has no data channel, which chat and files need.";
  if (!/^a=candidate:/m.test(sdp)) {
    return "The text names no network address: the other browser found none, or it was copied too early.";
  }
  return "";
}

/** @param {string} code */
function sumOf(code) {
  return code.slice(code.lastIndexOf(".") + 1);
}

/**
 * FNV-1a, 32 bits: against accidents, not against forgers.
 *
 * @param {string} text
 */
function checksum(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** @param {string} text @returns {{ problem: string }} */
function problem(text) {
  return { problem: text };
}
