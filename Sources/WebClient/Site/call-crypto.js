// @ts-check
/**
 * End-to-end encryption of what goes over a data channel: AES-256-GCM under a key made of a passphrase.
 *
 * A sealed frame is
 *     1 | kind (1 byte) | sequence number (4, big-endian) | IV (12) | ciphertext and tag
 * with room, sender, receiver, kind and sequence number as additional data. Sender and receiver are the
 * 128-bit nonces that both chose for this channel: a frame that is sent again, left out, sent back to its
 * author, or taken from another channel or an earlier call does not open.
 */

const CONSTANT = "signaling-hub data channel 1";
const ROUNDS = 600_000;
const HEADER = 18;

/** @typedef {{ room: string, from: string, to: string }} Direction */

/**
 * The key of a passphrase in a room (PBKDF2, SHA-256, 600,000 rounds).
 *
 * @param {string} passphrase
 * @param {string} room
 * @returns {Promise<CryptoKey>}
 */
export async function deriveKey(passphrase, room) {
  const utf8 = new TextEncoder();
  // Two keyboards may compose the same letter differently.
  const secret = utf8.encode(passphrase.normalize("NFC"));
  const salt = await crypto.subtle.digest("SHA-256", utf8.encode(JSON.stringify([CONSTANT, room])));
  const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", iterations: ROUNDS, salt };
  const cipher = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(parameters, base, cipher, false, ["encrypt", "decrypt"]);
}

/**
 * Whether a frame says of itself that it is sealed.
 *
 * @param {Uint8Array} frame
 */
export function isSealed(frame) {
  return frame[0] === 1;
}

/**
 * The kind a sealed frame claims; to be believed once it has opened.
 *
 * @param {Uint8Array} frame
 */
export function sealedKind(frame) {
  return frame[1];
}

/** Seals the frames of one direction of one channel, in order. */
export class Sealer {
  #next = 0;

  /**
   * @param {CryptoKey} key
   * @param {Direction} direction
   */
  constructor(key, direction) {
    this.key = key;
    this.direction = direction;
  }

  /**
   * @param {number} kind
   * @param {Uint8Array} plain
   * @returns {Promise<Uint8Array>}
   */
  async seal(kind, plain) {
    const sequence = this.#next++;
    if (sequence > 0xffffffff) throw new Error("this channel has carried all the frames it can");
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = bound(this.direction, kind, sequence);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, this.key, plain);
    const frame = new Uint8Array(HEADER + sealed.byteLength);
    frame.set([1, kind]);
    new DataView(frame.buffer).setUint32(2, sequence);
    frame.set(iv, 6);
    frame.set(new Uint8Array(sealed), HEADER);
    return frame;
  }
}

/** Why a frame did not open. */
export class OpenError extends Error {
  /** @param {"key" | "order" | "form"} code other passphrase or forged; repeated or left out; no frame */
  constructor(code) {
    super(`sealed frame: ${code}`);
    this.code = code;
  }
}

/** Opens the frames of one direction of one channel, in order. */
export class Opener {
  #next = 0;

  /**
   * @param {CryptoKey} key
   * @param {Direction} direction
   */
  constructor(key, direction) {
    this.key = key;
    this.direction = direction;
  }

  /**
   * @param {Uint8Array} frame
   * @returns {Promise<{ kind: number, plain: Uint8Array }>}
   */
  async open(frame) {
    if (frame.length < HEADER + 16 || !isSealed(frame)) throw new OpenError("form");
    const kind = frame[1];
    const sequence = new DataView(frame.buffer, frame.byteOffset).getUint32(2);
    // The channel is ordered and reliable: anything but the next number was tampered with.
    if (sequence !== this.#next) throw new OpenError("order");
    const parameters = {
      name: "AES-GCM", iv: frame.subarray(6, HEADER), additionalData: bound(this.direction, kind, sequence),
    };
    let plain;
    try {
      plain = await crypto.subtle.decrypt(parameters, this.key, frame.subarray(HEADER));
    } catch {
      // Counted all the same: the other side has another passphrase and goes on counting.
      this.#next += 1;
      throw new OpenError("key");
    }
    this.#next += 1;
    return { kind, plain: new Uint8Array(plain) };
  }
}

/**
 * @param {Direction} direction
 * @param {number} kind
 * @param {number} sequence
 */
function bound({ room, from, to }, kind, sequence) {
  return new TextEncoder().encode(JSON.stringify([CONSTANT, room, from, to, kind, sequence]));
}
