// @ts-check
/**
 * Calls between web pages over a signaling-hub: one hub connection that comes back by itself, and one
 * RTCPeerConnection for each peer that is called. Types and documentation of the interface: client.d.ts.
 *
 * @module
 */

/** How long a peer whose hub connection is gone may take to come back, in milliseconds. */
const KEEP = 60_000;
/** Silence of the hub after which it is asked for a sign of life, and how long that may take. */
const SILENCE = 20_000;
const PONG = 5_000;
/** From dialling to the hub's `welcome`. */
const HANDSHAKE = 15_000;
/** `drained` waits until no more bytes than this are queued in a data channel. */
const LOW_WATER = 65_536;
/** Early signals kept for one peer: more than any ICE agent gathers. */
const EARLY = 256;

/** Reasons of `peer-left` after which a client may come back with its connections alive. */
const MAY_RETURN = /^(closed|lost|restarting|slow|replaced)$/;
/** Close codes after which the same client would be refused again (API_DOC, "Close codes"). */
const FINAL = new Set([1002, 1003, 1007, 1009, 4401, 4403, 4409]);

/**
 * @typedef {import("./client.js").ConnectOptions} ConnectOptions
 * @typedef {import("./client.js").Peer} Peer
 * @typedef {import("./client.js").Message} Message
 * @typedef {{peer: Peer, session?: string, call: Call | null, gone: string, timer?: number, held: Message[]}} Entry
 * An entry is a peer and what the application does not see of it: the hash that its return must match,
 * its call, why and until when it is away, and signals that wait for a call.
 */

/** Why the hub cannot be reached, or must not be asked again. */
export class HubError extends Error {
  /**
   * @param {number | string} code a close code, an HTTP status, or a word
   * @param {string} reason
   */
  constructor(code, reason) {
    super(`${reason} (${code})`);
    this.name = "HubError";
    this.code = code;
    this.reason = reason;
  }
}

/** @param {BufferSource} bytes */
const hex = (bytes) =>
  Array.from(new Uint8Array(/** @type {ArrayBuffer} */ (bytes)), (b) => b.toString(16).padStart(2, "0")).join("");

const secret = () => hex(crypto.getRandomValues(new Uint8Array(32)));

/**
 * SHA-256 of a text. Outside secure contexts there is none: then nobody is recognised.
 * @param {string} text
 */
const digest = async (text) =>
  globalThis.crypto.subtle
    ? hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
    : secret();

/**
 * Takes apart what this module sends as metadata. That of other clients may be anything.
 * @param {any} metadata
 * @returns {{app: any, session?: string, was?: string}}
 */
function read(metadata) {
  const { app, session, was } = Object(metadata);
  if (app === undefined || typeof session !== "string") return { app: metadata };
  return { app, session, was: /^[0-9a-f]{64}$/.test(was) ? was : undefined };
}

/** One RTCPeerConnection and its perfect negotiation (W3C WebRTC 1.0, 10.7). */
class Call {
  /**
   * The number of the other side's connection, which tells its successors apart.
   * @type {unknown}
   */
  remote;
  /** Whether a signal could not be sent. */
  lost = false;
  #making = false;
  /** @type {any[]} */
  #early = [];
  // Messages wait for each other here and not for those of other calls: an operation of a connection
  // that is closed meanwhile never settles.
  #chain = Promise.resolve();

  /**
   * @param {number} number
   * @param {Peer} peer
   * @param {RTCConfiguration} configuration
   * @param {(message: Message) => void} send
   * @param {(error: any) => void} failed
   */
  constructor(number, peer, configuration, send, failed) {
    this.number = number;
    this.peer = peer;
    this.send = send;
    this.failed = failed;
    const pc = (this.pc = new RTCPeerConnection(configuration));
    pc.onnegotiationneeded = () => this.#offer().catch(failed);
    pc.onicecandidate = ({ candidate }) => send({ type: "candidate", candidate: candidate && candidate.toJSON() });
  }

  async #offer() {
    try {
      this.#making = true;
      await this.pc.setLocalDescription();
      // An offer that came meanwhile may have rolled this one back.
      if (this.pc.signalingState === "have-local-offer") this.#describe();
    } finally {
      this.#making = false;
    }
  }

  #describe() {
    const { type, sdp } = /** @type {RTCSessionDescription} */ (this.pc.localDescription);
    this.send({ type, sdp });
  }

  /** @param {Message} message */
  receive(message) {
    this.#chain = this.#chain.then(() => this.#handle(message)).catch(this.failed);
  }

  /** @param {Message} message */
  async #handle({ type, sdp, candidate, call }) {
    const { pc } = this;
    if (type === "candidate") return this.#add(candidate, true);
    const offered = type === "offer";
    // The chain makes isSettingRemoteAnswerPending needless: no answer is being set here.
    const collision = offered && (this.#making || pc.signalingState !== "stable");
    if (collision && !this.peer.polite) return;
    // An answer to an offer that was rolled back, or a second one.
    if (!offered && pc.signalingState !== "have-local-offer") return;
    this.remote = call;
    await pc.setRemoteDescription({ type: offered ? "offer" : "answer", sdp });
    for (const early of this.#early.splice(0)) await this.#add(early, false);
    if (!offered) return;
    if (pc.signalingState === "have-remote-offer") await pc.setLocalDescription();
    this.#describe();
  }

  /**
   * A candidate may come before the description that it belongs to, the first or a later one.
   * @param {any} candidate
   * @param {boolean} keep
   */
  async #add(candidate, keep) {
    if (this.pc.remoteDescription) {
      try {
        return await this.pc.addIceCandidate(candidate ?? undefined);
      } catch {
        // Of another generation, of an offer that was ignored, or no candidate at all.
      }
    }
    if (keep && this.#early.length < EARLY) this.#early.push(candidate);
  }

  /** The peer can be reached again: says again what may have been lost. */
  resume() {
    const { pc, lost } = this;
    this.lost = false;
    if (pc.signalingState === "have-local-offer") {
      if (!this.#making) this.#describe();
    } else if (lost || /^(failed|disconnected)$/.test(pc.iceConnectionState)) {
      pc.restartIce();
    }
  }

  /**
   * Sends a stream's tracks in place of those that are sent now.
   * @param {MediaStream | null | undefined} stream
   */
  attach(stream) {
    const { pc } = this;
    const wanted = new Set(stream?.getTracks());
    const free = [];
    for (const transceiver of pc.getTransceivers()) {
      const { sender, direction } = transceiver;
      if (direction === "stopped") continue;
      if (!sender.track || !wanted.delete(sender.track)) free.push(transceiver);
    }
    const work = [];
    // Those that send come first: the other side keeps its track.
    free.sort((a, b) => Number(!a.sender.track) - Number(!b.sender.track));
    for (const transceiver of free) {
      const { sender, receiver, direction } = transceiver;
      const next = [...wanted].find((track) => track.kind === receiver.track.kind);
      if (next && stream) {
        wanted.delete(next);
        if (!sender.track) {
          transceiver.direction = direction === "recvonly" || direction === "sendrecv" ? "sendrecv" : "sendonly";
          sender.setStreams?.(stream);
        }
        work.push(sender.replaceTrack(next));
      } else if (sender.track) {
        pc.removeTrack(sender);
      }
    }
    for (const track of wanted) pc.addTrack(track, /** @type {MediaStream} */ (stream));
    return Promise.all(work);
  }
}

/** A room of a hub, as `connect` returns it. */
class Hub {
  id = "";
  /** @type {"connecting" | "open" | "reconnecting" | "closed"} */
  state = "connecting";
  /** @type {Map<string, Peer>} */
  peers = new Map();

  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<string, Set<(...values: any[]) => unknown>>} */
  #listeners = new Map();
  #inbox = Promise.resolve();
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {number | undefined} */
  #timer;
  #calls = 0;
  // This client's IDs so far: until the hub knows that a connection is gone, it lists its owner as a peer.
  #ids = new Set();
  #secret = "";
  #was = "";
  #abort = new AbortController();
  // Ends the pause between two attempts; gives a silent connection up.
  #wake = () => {};
  #giveUp = () => {};
  /** @type {ConnectOptions} */
  #options;
  /** @type {(hub: Hub) => void} */
  #resolve;
  /** @type {(error: any) => void} */
  #reject;

  /**
   * @param {ConnectOptions} options
   * @param {(hub: any) => void} resolve
   * @param {(error: any) => void} reject
   */
  constructor(options, resolve, reject) {
    this.#options = { ...options };
    this.room = options.room;
    this.#resolve = resolve;
    this.#reject = reject;
    const { signal } = this.#abort;
    const outer = options.signal;
    outer?.addEventListener("abort", () => this.#end(outer.reason), { signal });
    const look = () => {
      if (this.state === "open") this.#ask();
      this.#wake();
    };
    addEventListener("online", look, { signal });
    addEventListener("visibilitychange", () => document.hidden || look(), { signal });
    // Without it the peers would keep a page that was closed for as long as one that may return.
    addEventListener("pagehide", ({ persisted }) => persisted || this.close(), { signal });
    if (outer?.aborted) this.#end(outer.reason);
    else this.#run().catch((error) => this.#end(error));
  }

  // Listeners

  /**
   * @param {string} type
   * @param {(...values: any[]) => unknown} listener
   * @param {{signal?: AbortSignal}} options
   */
  on(type, listener, { signal } = {}) {
    const off = () => this.off(type, listener);
    if (signal?.aborted) return off;
    signal?.addEventListener("abort", off, { once: true });
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return off;
  }

  /**
   * @param {string} type
   * @param {(...values: any[]) => unknown} listener
   */
  off(type, listener) {
    this.#listeners.get(type)?.delete(listener);
  }

  /**
   * @param {string} type
   * @param {any[]} values
   */
  #emit(type, ...values) {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(...values);
      } catch (error) {
        reportError(error);
      }
    }
  }

  // The connection to the hub

  async #run() {
    const { attempts = 3 } = this.#options;
    for (let failures = 0; ; ) {
      const dialled = Date.now();
      let { code, reason, opened } = await this.#dial();
      if (this.state === "closed") return;
      // A hub that welcomes everybody and sends them away again at once must not be stormed.
      failures = Date.now() - dialled > 10_000 && opened ? 1 : failures + 1;
      let final =
        FINAL.has(code) ||
        (code === 1000 && reason === "left") ||
        (code === 1008 && !/^(slow|message not finished in time)$/.test(reason));
      if (!this.id && !opened) {
        const refusal = await this.#refusal();
        if (this.#over()) return;
        ({ code, reason } = refusal ?? { code, reason: reason || "the hub cannot be reached, or refuses" });
        final ||= (code >= 400 && code < 500 && code !== 408 && code !== 429) || failures >= attempts;
      }
      if (final || (!this.id && failures >= attempts)) return this.#end(new HubError(code, reason));
      const retryIn = pause(code, failures);
      this.#become(this.id ? "reconnecting" : "connecting", { code, reason, retryIn });
      if (this.#over()) return;
      await new Promise((done) => {
        this.#wake = () => done(undefined);
        setTimeout(done, retryIn);
      });
      if (this.#over()) return;
    }
  }

  // A function, because the compiler does not expect `state` to change during an await.
  #over() {
    return this.state === "closed";
  }

  /**
   * The address of the hub's `path`, which stands beside this module unless told otherwise.
   * @param {string} path
   * @param {"http" | "ws"} scheme
   */
  #url(path, scheme) {
    const url = new URL(path, this.#options.url ?? import.meta.url);
    url.protocol = url.protocol.replace(/^(http|ws)/, scheme);
    return url;
  }

  async #metadata() {
    this.#secret ||= secret();
    return JSON.stringify({
      app: this.#options.metadata ?? null,
      session: await digest(this.#secret),
      was: this.#was || undefined,
    });
  }

  /** @returns {Promise<{code: number, reason: string, opened: boolean}>} how the connection ended */
  async #dial() {
    const { name, accessToken } = this.#options;
    const url = this.#url("ws", "ws");
    url.search = url.hash = "";
    if (this.room) url.searchParams.set("roomId", this.room);
    if (name) url.searchParams.set("name", name);
    url.searchParams.set("metadata", await this.#metadata());
    if (url.pathname.length + url.search.length > 4096) throw new HubError(414, "name and metadata are too long");
    return new Promise((done) => {
      if (this.#over()) return done({ code: 1000, reason: "", opened: false });
      const socket = new WebSocket(url, ["hub.v1", ...(accessToken ? [`bearer.${accessToken}`] : [])]);
      let opened = false;
      this.#socket = socket;
      const end = (/** @type {number} */ code, /** @type {string} */ reason) => {
        if (this.#socket === socket) {
          clearTimeout(this.#timer);
          this.#socket = undefined;
        }
        done({ code, reason, opened });
      };
      // The closing handshake of a dead connection would take the browser a minute.
      this.#giveUp = () => {
        socket.close();
        end(1006, "the hub is silent");
      };
      socket.onopen = () => {
        opened = true;
        // From here on the others know the new hash, and the old secret.
        this.#was = this.#secret;
        this.#secret = "";
      };
      socket.onmessage = ({ data }) => {
        if (this.#socket !== socket) return;
        this.#watch(SILENCE, () => this.#ask());
        this.#receive(data, socket);
      };
      socket.onclose = ({ code, reason }) => end(code, reason);
      this.#watch(HANDSHAKE, this.#giveUp);
    });
  }

  /**
   * @param {number} delay
   * @param {() => void} action
   */
  #watch(delay, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delay);
  }

  #ask() {
    this.#send({ type: "ping" });
    this.#watch(PONG, this.#giveUp);
  }

  /** A page cannot see the HTTP status of a WebSocket that was refused; joining over REST tells it. */
  async #refusal() {
    const { name, accessToken } = this.#options;
    const post = (/** @type {string} */ path, /** @type {unknown} */ body) =>
      fetch(this.#url(path, "http"), {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(accessToken && { Authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify(body),
        signal: this.#abort.signal,
      });
    try {
      const response = await post("api/rooms/join", {
        roomId: this.room,
        name: name || undefined,
        metadata: JSON.parse(await this.#metadata()),
      });
      const answer = await response.json();
      if (!response.ok) return { code: response.status, reason: String(answer.error) };
      await post("api/rooms/leave", answer);
    } catch {
      // Not reachable, or no hub.
    }
    return undefined;
  }

  /**
   * @param {Hub["state"]} state
   * @param {{code?: number | string, reason?: string, retryIn?: number}} [details]
   */
  #become(state, details) {
    this.state = state;
    this.#emit("state", { state, ...details });
  }

  /** @param {any} [error] why, if not by the application's wish */
  #end(error) {
    if (this.#over()) return;
    const socket = this.#socket;
    this.#send({ type: "leave" });
    this.state = "closed";
    this.#socket = undefined;
    clearTimeout(this.#timer);
    this.#abort.abort();
    socket?.close(1000);
    this.#wake();
    this.#reject(error ?? new HubError("closed", "closed by the application"));
    for (const entry of [...this.#entries.values()]) this.#drop(entry, "closed");
    this.#become("closed", error && { code: error.code ?? error.name, reason: error.reason ?? error.message });
  }

  close() {
    this.#end();
  }

  /** @param {Message} message */
  #send(message) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  // What the hub says

  /**
   * @param {any} data
   * @param {WebSocket} socket
   */
  #receive(data, socket) {
    // Whether a newcomer is an old acquaintance takes a digest: what follows has to wait for that.
    this.#inbox = this.#inbox
      .then(() => (this.#socket === socket ? this.#handle(JSON.parse(data)) : undefined))
      .catch(reportError);
  }

  /** @param {Message} message */
  async #handle(message) {
    const entry = this.#entries.get(message.from ?? message.clientId);
    switch (message.type) {
      case "welcome":
        return this.#welcome(message);
      case "peer-joined": {
        const newcomer = await this.#admit(message, false);
        if (newcomer) this.#emit("peer", newcomer.peer);
        return;
      }
      case "peer-left":
        if (!entry || entry.gone) return;
        if (MAY_RETURN.test(message.reason) && /connected$/.test(entry.call?.pc.connectionState ?? "")) {
          this.#keep(entry, message.reason);
        } else {
          this.#drop(entry, message.reason);
        }
        return;
      case "offer":
      case "answer":
      case "candidate":
      case "ice-candidate":
      case "bye":
        if (entry) this.#signal(entry, message);
        return;
      case "pong":
      case "report":
        return;
      default:
        this.#emit("signal", message);
    }
  }

  /** @param {Message} welcome */
  async #welcome({ clientId, roomId, peers }) {
    const again = this.id !== "";
    this.id = clientId;
    this.room = roomId;
    this.#ids.add(clientId);
    for (const entry of this.#entries.values()) entry.gone ||= "lost";
    const newcomers = [];
    for (const peer of peers) {
      const entry = await this.#admit(peer, true);
      if (this.#over()) return;
      if (entry) newcomers.push(entry);
    }
    this.state = "open";
    if (!again) {
      this.#resolve(this);
      // Time for whoever awaits `connect` to add listeners; messages wait in the inbox.
      await new Promise((done) => setTimeout(done));
      if (this.#over()) return;
    }
    this.#become("open");
    for (const entry of [...this.#entries.values()]) {
      if (newcomers.includes(entry)) this.#emit("peer", entry.peer);
      else if (!entry.gone) entry.call?.resume();
      else if (entry.call) this.#keep(entry, entry.gone);
      else this.#drop(entry, entry.gone);
    }
  }

  /**
   * Takes somebody in, unless it is this client itself or has been here before.
   * @param {Message} info
   * @param {boolean} polite the newcomer of two is
   */
  async #admit({ clientId, name, joinedAt, metadata }, polite) {
    if (this.#ids.has(clientId)) return undefined;
    const { app, session, was } = read(metadata);
    const known = { id: clientId, name, joinedAt, metadata: app, polite };
    // Who joined then under this ID is who it was: both are the hub's word.
    let entry = this.#entries.get(clientId);
    if (entry && entry.peer.joinedAt !== joinedAt) {
      this.#move(entry, `\0${clientId}`);
      if (!entry.gone) this.#drop(entry, "replaced");
      entry = undefined;
    }
    if (!entry && was) {
      const hash = await digest(was);
      entry = [...this.#entries.values()].find((other) => other.session === hash);
    }
    if (this.#over()) return undefined;
    if (entry) {
      this.#move(entry, clientId);
      clearTimeout(entry.timer);
      entry.gone = "";
      entry.session = session;
      Object.assign(entry.peer, known);
      // In a welcome this waits until the hub is open.
      if (!polite) entry.call?.resume();
      return undefined;
    }
    // A hash is no secret: who repeats somebody's must not be taken for its owner later.
    const copied = [...this.#entries.values()].some((other) => other.session === session);
    const peer = /** @type {Peer} */ ({ ...known, connection: null, channel: null });
    entry = { peer, session: copied ? undefined : session, call: null, gone: "", held: [] };
    this.#entries.set(clientId, entry);
    this.peers.set(clientId, peer);
    return entry;
  }

  /**
   * @param {Entry} entry
   * @param {string} key
   */
  #move(entry, key) {
    for (const [old, other] of this.#entries) {
      if (other !== entry) continue;
      this.#entries.delete(old);
      this.peers.delete(old);
    }
    this.#entries.set(key, entry);
    this.peers.set(key, entry.peer);
  }

  /**
   * @param {Entry} entry
   * @param {string} reason
   */
  #keep(entry, reason) {
    entry.gone = reason;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.#drop(entry, reason), KEEP);
  }

  /**
   * @param {Entry} entry
   * @param {string} reason
   */
  #drop(entry, reason) {
    for (const [key, other] of this.#entries) {
      if (other !== entry) continue;
      this.#entries.delete(key);
      this.peers.delete(key);
      clearTimeout(entry.timer);
      this.#finish(entry);
      this.#emit("leave", entry.peer, reason);
    }
  }

  // Calls

  /**
   * @param {Entry} entry
   * @param {Message} message
   */
  #signal(entry, message) {
    const { call, held, peer } = entry;
    const type = message.type === "ice-candidate" ? "candidate" : message.type;
    const theirs = message.call ?? undefined;
    const ours = message.peerCall ?? undefined;
    if (ours !== undefined && ours !== call?.number) {
      // It is about a connection that is closed here: its owner may not know.
      if (!call && type !== "bye" && type !== "candidate") this.#send({ type: "bye", to: peer.id, peerCall: theirs });
      return;
    }
    const successor = call?.remote !== undefined && theirs !== undefined && theirs !== call.remote;
    if (type === "bye") {
      if (!successor) this.#finish(entry);
      return;
    }
    if (type !== "candidate" && typeof message.sdp !== "string") return;
    if (successor) {
      if (type !== "offer") return;
      this.#finish(entry);
    }
    message = { ...message, type, call: theirs };
    if (entry.call) return entry.call.receive(message);
    if (type === "answer") return;
    if (held.length < EARLY) held.push(message);
    if (type === "candidate") return;
    if (this.#options.autoAnswer !== false) this.#start(entry);
    else this.#emit("incoming", peer);
  }

  /** @param {Entry} entry */
  #start(entry) {
    const { peer, session } = entry;
    const { rtcConfiguration, iceServers, stream } = this.#options;
    const caller = !entry.held.some(({ type }) => type === "offer");
    const call = new Call(
      ++this.#calls,
      peer,
      { ...rtcConfiguration, ...(iceServers && { iceServers }) },
      (message) => {
        if (entry.call !== call) return;
        const sent = !entry.gone && this.#send({ ...message, to: peer.id, call: call.number, peerCall: call.remote });
        if (!sent) call.lost = true;
      },
      ({ message }) => this.#emit("signal", { type: "error", code: "negotiation", from: peer.id, message }),
    );
    const { pc } = call;
    entry.call = call;
    peer.connection = pc;
    pc.ontrack = ({ track, streams }) => this.#emit("track", peer, track, streams);
    pc.onconnectionstatechange = () => {
      this.#changed(entry);
      // Who is away and cannot be heard has not merely lost its hub.
      if (entry.gone && pc.connectionState === "failed" && this.state === "open") this.#drop(entry, entry.gone);
    };
    pc.oniceconnectionstatechange = () => {
      this.#changed(entry);
      this.#report(entry);
      if (pc.iceConnectionState === "failed") pc.restartIce();
    };
    pc.ondatachannel = ({ channel }) => this.#adopt(entry, channel);
    // Two that call each other at once must not end up with two channels. Others know no channel that
    // was not announced to them.
    if (session) this.#adopt(entry, pc.createDataChannel("hub", { negotiated: true, id: 1000 }));
    else if (caller) this.#adopt(entry, pc.createDataChannel("hub"));
    call.attach(stream).catch(call.failed);
    for (const message of entry.held.splice(0)) call.receive(message);
  }

  /**
   * @param {Entry} entry
   * @param {RTCDataChannel} channel
   */
  #adopt(entry, channel) {
    const { peer } = entry;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER;
    const open = () => {
      if (peer.channel?.readyState === "open") return;
      peer.channel = channel;
      this.#emit("channel", peer, channel);
    };
    if (channel.readyState === "open") open();
    else channel.addEventListener("open", open);
    channel.addEventListener("message", ({ data }) => this.#emit("message", peer, data));
    channel.addEventListener("close", () => {
      if (peer.channel === channel) peer.channel = null;
      // Who only lost its hub would not close it.
      if (entry.gone && this.state === "open") this.#drop(entry, entry.gone);
    });
  }

  /** @param {Entry} entry */
  #changed({ peer, call }) {
    const { connectionState = "closed", iceConnectionState = "closed" } = call?.pc ?? {};
    this.#emit("peer-state", peer, { connectionState, iceConnectionState });
  }

  /** @param {Entry} entry */
  async #report({ peer, call }) {
    const iceState = call?.pc.iceConnectionState ?? "closed";
    const pair = /^(connected|completed)$/.test(iceState) && (await this.stats(peer));
    const candidatePair = pair ? { local: pair.local, remote: pair.remote } : undefined;
    this.#send({ type: "report", peer: peer.id, iceState, candidatePair });
  }

  /**
   * Ends a call on this side.
   * @param {Entry} entry
   */
  #finish(entry) {
    const { peer, call } = entry;
    entry.held = [];
    if (!call) return;
    entry.call = peer.connection = peer.channel = null;
    call.pc.close();
    this.#changed(entry);
    this.#report(entry);
  }

  /**
   * @param {Peer | string | undefined} peer
   * @returns {Entry[]}
   */
  #chosen(peer) {
    if (peer === undefined) return [...this.#entries.values()];
    const entry = this.#entries.get(typeof peer === "string" ? peer : peer.id);
    return entry ? [entry] : [];
  }

  // What the application says

  /** @param {Peer | string} [peer] */
  async call(peer) {
    const chosen = this.#chosen(peer);
    if (peer !== undefined && !chosen.length) throw new HubError("peer-not-found", "no such peer in the room");
    for (const entry of chosen) {
      if (!entry.call) this.#start(entry);
      else if (/^(failed|disconnected)$/.test(entry.call.pc.iceConnectionState)) entry.call.pc.restartIce();
    }
  }

  /** @param {Peer | string} [peer] */
  hangUp(peer) {
    for (const entry of this.#chosen(peer)) {
      const { call, held, gone } = entry;
      if (!call && !held.length) continue;
      if (!gone) this.#send({ type: "bye", to: entry.peer.id, call: call?.number, peerCall: call?.remote });
      this.#finish(entry);
    }
  }

  /** @param {MediaStream | null} stream */
  async setStream(stream) {
    this.#options.stream = stream;
    await Promise.all([...this.#entries.values()].map(({ call }) => call?.attach(stream)));
  }

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {Peer | string} [peer]
   */
  send(data, peer) {
    let sent = false;
    for (const { peer: { channel } } of this.#chosen(peer)) {
      try {
        channel?.send(/** @type {any} */ (data));
        sent ||= channel !== null;
      } catch {
        // Closing, or its queue is full.
      }
    }
    return sent;
  }

  /** @param {Peer | string} [peer] */
  async drained(peer) {
    for (const { peer: { channel } } of this.#chosen(peer)) {
      if (!channel) continue;
      while (channel.readyState === "open" && channel.bufferedAmount > LOW_WATER) {
        await new Promise((done) => {
          for (const type of ["bufferedamountlow", "close"]) channel.addEventListener(type, done, { once: true });
        });
      }
    }
  }

  /**
   * @param {Message} message
   * @param {Peer | string} [peer]
   */
  say(message, peer) {
    if (peer === undefined) return this.#send(message);
    const [entry] = this.#chosen(peer);
    return !!entry && !entry.gone && this.#send({ ...message, to: entry.peer.id });
  }

  /** @param {Peer | string} peer */
  async stats(peer) {
    const stats = await this.#chosen(peer)[0]?.call?.pc.getStats();
    /** @type {any} */
    let pair;
    stats?.forEach((entry) => {
      if (entry.type === "transport") pair = stats.get(entry.selectedCandidatePairId) ?? pair;
      // Firefox has no transport statistics.
      if (entry.type === "candidate-pair" && entry.selected) pair ??= entry;
    });
    const local = pair && stats?.get(pair.localCandidateId);
    const remote = pair && stats?.get(pair.remoteCandidateId);
    if (!local || !remote) return null;
    return {
      local: local.candidateType,
      remote: remote.candidateType,
      protocol: local.relayProtocol ?? local.protocol,
      address: remote.address ?? remote.ip,
      port: remote.port,
      rtt: pair.currentRoundTripTime,
      bytesSent: pair.bytesSent,
      bytesReceived: pair.bytesReceived,
    };
  }
}

/**
 * The pause before the next attempt, in milliseconds: full jitter, so that the clients of a hub that
 * failed do not come back in waves.
 * @param {number} code
 * @param {number} failures in a row
 */
function pause(code, failures) {
  // A hub that restarts is back within a second or two, and people are talking: 5 to 30 seconds, as for
  // fleets of programs, would keep a third from joining them for no gain in a room of persons.
  if (code === 1012 && failures === 1) return 500 + Math.random() * 4_500;
  // Too slow, or too much said: after some seconds.
  const least = code === 1008 || code === 4429 || code === 429 ? 5_000 : 0;
  return least + Math.random() * Math.min(30_000 - least, 500 * 2 ** (failures - 1));
}

/**
 * Joins a room of a hub.
 * @type {typeof import("./client.js").connect}
 */
export const connect = (options = {}) => new Promise((resolve, reject) => new Hub(options, resolve, reject));
