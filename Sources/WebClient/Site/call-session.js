// @ts-check
/**
 * One call: who is in it, what their connections do, and a courier for each data channel. Works on the
 * hub of /client.js and on anything shaped like it.
 */
import { Courier } from "./call-courier.js";
import { shownName } from "./call-text.js";

const PATH_EVERY_MS = 5000;

/** Somebody else in the call. */
export class Participant {
  /** What this person's page says of its devices; unknown until it does. */
  audio = true;
  video = true;
  /** What is received: at most one track of a kind. */
  stream = new MediaStream();
  state = "new";
  /** @type {import("./call-text.js").PathStats | null} */ path = null;
  /** @type {Courier | null} */ courier = null;
  /** The name that came sealed, which no hub can have changed. */
  sealedName = "";

  /** @param {any} peer of /client.js */
  constructor(peer) {
    this.peer = peer;
  }

  get name() {
    return shownName(this.sealedName || this.peer.name);
  }
}

/** @typedef {import("./call-courier.js").Trouble} Trouble */
/** @typedef {{ audio: boolean, video: boolean }} Shown whether there is something to hear and to see */

/**
 * @typedef {object} SessionView what a page does about it
 * @property {(participant: Participant) => void} joined
 * @property {(participant: Participant) => void} left
 * @property {(participant: Participant) => void} changed
 * @property {(state: import("./call-hub-state.js").State) => void} hubState
 * @property {(participant: Participant, text: string) => void} chat
 * @property {(participant: Participant, message: any) => void} file
 * @property {(participant: Participant, chunk: import("./call-wire.js").Chunk) => void} chunk
 * @property {(participant: Participant, trouble: Trouble, isChat: boolean) => void} trouble
 */

export class Session {
  /** @type {Map<any, Participant>} by peer object, because a peer's ID changes when it comes back */
  #participants = new Map();
  #closed = false;

  /**
   * @param {any} hub
   * @param {{ room: string, name: string, key: CryptoKey | null, shown: Shown }} own
   * @param {SessionView} view
   */
  constructor(hub, own, view) {
    this.hub = hub;
    this.own = own;
    this.view = view;
    /** @type {Record<string, (...values: any[]) => void>} */
    const listeners = {
      "peer": (peer) => this.#join(peer),
      "leave": (peer) => this.#leave(peer),
      "track": (peer, track) => this.#track(peer, track),
      "channel": (peer) => this.#channel(peer),
      "message": (peer, data) => this.#of(peer).courier?.receive(data),
      "peer-state": (peer, state) => this.#state(peer, state),
      "state": (state) => this.#closed || view.hubState(state),
    };
    for (const [type, listener] of Object.entries(listeners)) hub.on(type, listener);
    this.timer = setInterval(() => this.#participants.forEach((one) => this.#measure(one)), PATH_EVERY_MS);
  }

  /** @returns {Participant[]} */
  get participants() {
    return [...this.#participants.values()];
  }

  /** @param {{ audio: boolean, video: boolean }} shown whether there is something to hear and to see */
  tell(shown) {
    this.own.shown = shown;
    for (const { courier } of this.#participants.values()) this.#introduce(courier);
  }

  /**
   * Sends a message to everybody.
   *
   * @param {{ type: string, [more: string]: any }} message
   * @returns {Promise<{ sent: number, missed: Participant[] }>}
   */
  async say(message) {
    /** @type {Participant[]} */
    const missed = [];
    let sent = 0;
    await Promise.all(this.participants.map(async (one) => {
      // Who is still connecting has never said hello: that must not hold up what the others get.
      const ready = one.courier && !["waiting", "closed"].includes(one.courier.state);
      if (ready && (await one.courier?.say(message))) sent += 1;
      else missed.push(one);
    }));
    return { sent, missed };
  }

  /**
   * Starts over with somebody whose connection failed.
   *
   * @param {Participant} participant
   */
  retry(participant) {
    return this.hub.call(participant.peer);
  }

  close() {
    this.#closed = true;
    clearInterval(this.timer);
    for (const one of this.participants) one.courier?.close();
    this.hub.close();
  }

  /** @param {any} peer @returns {Participant} */
  #of(peer) {
    let one = this.#participants.get(peer);
    if (!one) {
      one = new Participant(peer);
      this.#participants.set(peer, one);
      this.view.joined(one);
    }
    return one;
  }

  /** @param {any} peer */
  #join(peer) {
    this.#of(peer);
    // Whom this page found in the room it calls itself; whoever comes later calls this page.
    if (peer.polite) Promise.resolve(this.hub.call(peer)).catch(() => {});
  }

  /** @param {any} peer */
  #leave(peer) {
    const one = this.#participants.get(peer);
    if (!one || this.#closed) return;
    this.#participants.delete(peer);
    one.courier?.close();
    this.view.left(one);
  }

  /** @param {any} peer @param {MediaStreamTrack} track */
  #track(peer, track) {
    const one = this.#of(peer);
    for (const old of one.stream.getTracks()) {
      if (old.kind === track.kind && old !== track) one.stream.removeTrack(old);
    }
    one.stream.addTrack(track);
    // A track without packets is muted: there is nothing to see, whatever was said.
    for (const type of ["mute", "unmute", "ended"]) {
      track.addEventListener(type, () => this.#participants.get(peer) === one && this.view.changed(one));
    }
    this.view.changed(one);
  }

  /** @param {any} peer */
  #channel(peer) {
    const one = this.#of(peer);
    one.courier?.close();
    const courier = new Courier({
      room: this.own.room,
      key: this.own.key,
      send: (data) => this.hub.send(data, peer),
      drained: async () => this.hub.drained(peer),
      onReady: () => {
        this.#introduce(courier);
        this.view.changed(one);
      },
      onMessage: (message) => this.#message(one, message),
      onChunk: (chunk) => this.view.chunk(one, chunk),
      onTrouble: (trouble, isChat) => {
        this.view.trouble(one, trouble, isChat);
        this.view.changed(one);
      },
    });
    one.courier = courier;
    courier.start();
  }

  /** @param {Participant} one @param {import("./call-wire.js").Message} message */
  #message(one, message) {
    if (message.type === "self") {
      ({ audio: one.audio, video: one.video } = message);
      if (one.courier?.state === "sealed" || !one.peer.name) one.sealedName = message.name;
      this.view.changed(one);
    } else if (message.type === "chat") {
      this.view.chat(one, message.text);
    } else {
      this.view.file(one, message);
    }
  }

  /** @param {any} peer @param {{ connectionState?: string }} state */
  #state(peer, { connectionState = "new" }) {
    const one = this.#participants.get(peer);
    if (!one) return;
    one.state = connectionState;
    if (connectionState === "closed" || connectionState === "failed") one.path = null;
    this.view.changed(one);
    if (connectionState === "connected") this.#measure(one);
  }

  /** @param {Participant} one */
  async #measure(one) {
    if (one.state !== "connected") return;
    const path = await Promise.resolve(this.hub.stats(one.peer)).catch(() => null);
    if (!path || this.#participants.get(one.peer) !== one) return;
    const news = path.local !== one.path?.local || path.remote !== one.path?.remote;
    one.path = path;
    if (news) this.view.changed(one);
  }

  /** @param {Courier | null} courier */
  #introduce(courier) {
    if (!courier || courier.state === "waiting") return;
    courier.say({ type: "self", name: this.own.name, ...this.own.shown });
  }
}
