// @ts-check
/** One connection made by hand, in the shape of the hub of /client.js: what calls over a hub works on it. */
import { readCode, writeCode } from "./manual-code.js";

const LOW_WATER = 65_536;
const GATHERING_MS = 6000;

export class ManualLink {
  state = "open";
  /** This side's offer or answer, once it is made. */
  code = "";
  /** @type {Map<string, any>} */
  #listeners = new Map();
  #connection;
  #channel;
  /** @type {{ id: string, name: string, polite: boolean, connection: any, channel: any }} */
  #peer;
  #left = false;
  /**
   * What came before anybody listened: the other side need not wait until a key is made here.
   *
   * @type {any[] | null}
   */
  #early = [];

  /**
   * @param {{ name: string, iceServers: RTCIceServer[], stream: MediaStream }} options
   */
  constructor({ name, iceServers, stream }) {
    this.name = name;
    const connection = new RTCPeerConnection({ iceServers });
    this.#connection = connection;
    // Agreed beforehand, so that either side may begin and none has to wait for the other's.
    this.#channel = connection.createDataChannel("hub", { negotiated: true, id: 1000 });
    this.#channel.binaryType = "arraybuffer";
    this.#channel.bufferedAmountLowThreshold = LOW_WATER;
    this.#peer = { id: "manual", name: "", polite: false, connection, channel: this.#channel };
    this.stream = stream;
    connection.addEventListener("track", ({ track }) => this.#emit("track", this.#peer, track, []));
    connection.addEventListener("connectionstatechange", () => this.#changed());
    this.#channel.addEventListener("open", () => this.#emit("channel", this.#peer, this.#channel));
    this.#channel.addEventListener("message", ({ data }) => {
      if (this.#early) this.#early.push(data);
      else this.#emit("message", this.#peer, data);
    });
    this.#channel.addEventListener("close", () => this.#leave());
  }

  /**
   * Resolves when the data channel is open.
   *
   * @returns {Promise<void>} rejects when the connection fails
   */
  get opened() {
    return new Promise((/** @type {(nothing?: void) => void} */ done, failed) => {
      if (this.#channel.readyState === "open") return done();
      this.#channel.addEventListener("open", () => done());
      this.#connection.addEventListener("connectionstatechange", () => {
        if (this.#connection.connectionState === "failed") {
          failed(new Error("The two networks let nothing through. A TURN server under Advanced would help."));
        }
      });
    });
  }

  /** @returns {Promise<string>} the text for the other side */
  async offer() {
    // Both kinds from the start: nobody can be asked for another description later.
    for (const kind of ["audio", "video"]) {
      const track = this.stream.getTracks().find((one) => one.kind === kind);
      this.#connection.addTransceiver(track ?? kind, { direction: "sendrecv", streams: [this.stream] });
    }
    return this.#gather("offer");
  }

  /**
   * @param {string} text what was pasted
   * @returns {Promise<{ problem: string } | { code: string }>}
   */
  async answer(text) {
    const read = readCode(text, "offer", this.code);
    if ("problem" in read) return read;
    const problem = await this.#take(read.code);
    if (problem) return { problem };
    for (const transceiver of this.#connection.getTransceivers()) {
      transceiver.direction = "sendrecv";
      const track = this.stream.getTracks().find((one) => one.kind === transceiver.receiver.track.kind);
      await transceiver.sender.replaceTrack(track ?? null);
    }
    return { code: await this.#gather("answer", read.code.sum) };
  }

  /**
   * Takes the answer to this side's offer.
   *
   * @param {string} text
   * @returns {Promise<string>} what is wrong with it
   */
  async accept(text) {
    const read = readCode(text, "answer", this.code);
    return "problem" in read ? read.problem : this.#take(read.code);
  }

  /** @param {import("./manual-code.js").Code} code @returns {Promise<string>} */
  async #take({ type, sdp, name }) {
    try {
      await this.#connection.setRemoteDescription({ type, sdp });
    } catch (error) {
      return `The browser does not understand this description: ${String(error).slice(0, 200)}`;
    }
    this.#peer.name = name;
    return "";
  }

  /** @param {"offer" | "answer"} type @param {string} [to] */
  async #gather(type, to) {
    const connection = this.#connection;
    await connection.setLocalDescription();
    // Without trickling all candidates must be in the text; a STUN server that is silent would take a minute.
    await new Promise((done) => {
      const look = () => connection.iceGatheringState === "complete" && done(null);
      connection.addEventListener("icegatheringstatechange", look);
      setTimeout(done, GATHERING_MS);
      look();
    });
    this.code = writeCode(type, connection.localDescription?.sdp ?? "", this.name, to);
    return this.code;
  }

  // The hub's interface

  /** @param {string} type @param {(...values: any[]) => void} listener */
  on(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    // Who listens for peers begins: everything before happened unseen.
    if (type === "state") queueMicrotask(() => this.#catchUp());
    return () => {};
  }

  #catchUp() {
    this.#emit("peer", this.#peer);
    for (const { receiver } of this.#connection.getTransceivers()) {
      this.#emit("track", this.#peer, receiver.track, []);
    }
    if (this.#channel.readyState === "open") this.#emit("channel", this.#peer, this.#channel);
    this.#changed();
    for (const data of this.#early ?? []) this.#emit("message", this.#peer, data);
    this.#early = null;
  }

  async call() {}

  /** @param {any} data */
  send(data) {
    if (this.#channel.readyState !== "open") return false;
    try {
      this.#channel.send(data);
      return true;
    } catch {
      return false; // Its queue is full.
    }
  }

  async drained() {
    const channel = this.#channel;
    while (channel.readyState === "open" && channel.bufferedAmount > LOW_WATER) {
      await new Promise((done) => {
        channel.addEventListener("bufferedamountlow", done, { once: true });
        channel.addEventListener("close", done, { once: true });
      });
    }
  }

  /** @param {MediaStream} stream */
  async setStream(stream) {
    this.stream = stream;
    await Promise.all(this.#connection.getTransceivers().map(({ sender, receiver }) => {
      const track = stream.getTracks().find(({ kind }) => kind === receiver.track.kind) ?? null;
      return sender.track === track ? null : sender.replaceTrack(track);
    }));
  }

  async stats() {
    const stats = await this.#connection.getStats();
    /** @type {any} */
    let pair;
    stats.forEach((entry) => {
      if (entry.type === "transport") pair = stats.get(entry.selectedCandidatePairId) ?? pair;
      if (entry.type === "candidate-pair" && entry.selected) pair ??= entry;
    });
    const local = stats.get(pair?.localCandidateId), remote = stats.get(pair?.remoteCandidateId);
    if (!local || !remote) return null;
    const { currentRoundTripTime: rtt } = pair;
    return { local: local.candidateType, remote: remote.candidateType, protocol: local.protocol, rtt };
  }

  close() {
    this.#left = true;
    this.#connection.close();
  }

  #changed() {
    const { connectionState, iceConnectionState } = this.#connection;
    this.#emit("peer-state", this.#peer, { connectionState, iceConnectionState });
  }

  #leave() {
    if (this.#left) return;
    this.#left = true;
    this.#emit("leave", this.#peer, "left");
  }

  /** @param {string} type @param {any[]} values */
  #emit(type, ...values) {
    for (const listener of this.#listeners.get(type) ?? []) listener(...values);
  }
}
