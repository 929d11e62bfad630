// @ts-check
/**
 * Calls between web pages over a signaling-hub: one hub connection that comes back by itself, and one
 * RTCPeerConnection for each peer that is called. Types and documentation of the interface: client.d.ts.
 *
 * Functions that return objects take the place of classes here: what they keep to themselves is out of
 * the application's reach, and half as long when minified.
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
/** Early signals kept for one peer: more than an ICE agent gathers. */
const EARLY = 128;

/** Reasons of `peer-left` after which a client may come back with its connections alive. */
const MAY_RETURN = /^(closed|lost|restarting|slow|replaced)$/;
/** Close codes, with their reasons, after which nobody comes back (API_DOC, "Close codes"). */
const FINAL = /^(1000 left$|100[2379] |1008 (?!slow$|message not finished in time$)|44(01|03|09) )/;
/** HTTP statuses that another try does not change. */
const REFUSED = /^4(?!08|29)\d\d /;
const BROKEN = /^(failed|disconnected)$/;

/**
 * @typedef {import("./client.js").ConnectOptions} ConnectOptions
 * @typedef {import("./client.js").HubState} HubState
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Peer} Peer
 * @typedef {ReturnType<typeof negotiation>} Call
 */

/**
 * A peer and what the application does not see of it: the key it is filed under, the hash that its
 * return must match, its call, why and until when it is away, signals that wait for a call, and whether
 * the application knows of it.
 * @typedef {{
 *   peer: Peer, key: string, session?: string, call?: Call, gone: string, timer?: number, held: Message[],
 *   announced?: boolean,
 * }} Entry
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

/** @param {ArrayBufferLike} bytes */
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => (byte + 256).toString(16).slice(1)).join("");

const secret = () => hex(crypto.getRandomValues(new Uint8Array(32)).buffer);

/**
 * SHA-256 of a text. Outside secure contexts there is none: then nobody is recognised.
 * @param {string} text
 */
const digest = async (text) =>
  crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))) : secret();

/**
 * @param {number} [delay]
 * @returns {Promise<any>}
 */
const sleep = (delay) => new Promise((done) => setTimeout(done, delay));

/**
 * The pause before the next attempt, in milliseconds: full jitter, so that the clients of a hub that
 * failed do not come back in waves.
 * @param {string} why
 * @param {number} failures in a row
 */
function pause(why, failures) {
  // A hub that restarts is back within a second or two, and people are talking: 5 to 30 seconds, as for
  // fleets of programs, would keep a third from joining them for no gain in a room of persons.
  if (/^1012/.test(why) && failures < 2) return 500 + Math.random() * 4_500;
  // Too slow, or too much said: after some seconds.
  const least = /^(1008 slow|4?429)/.test(why) ? 5_000 : 0;
  return least + Math.random() * Math.min(30_000 - least, 250 * 2 ** failures);
}

/** Listeners by type of event. */
function emitter() {
  /** @type {Map<string, Set<(...values: any[]) => unknown>>} */
  const all = new Map();
  return {
    all,
    /**
     * @param {string} type
     * @param {(...values: any[]) => unknown} listener
     * @param {{signal?: AbortSignal}} options
     */
    on(type, listener, { signal } = {}) {
      const off = () => this.off(type, listener);
      if (signal?.aborted) return off;
      signal?.addEventListener("abort", off);
      all.set(type, (all.get(type) ?? new Set()).add(listener));
      return off;
    },
    /**
     * @param {string} type
     * @param {(...values: any[]) => unknown} listener
     */
    off(type, listener) {
      all.get(type)?.delete(listener);
    },
    /**
     * @param {string} type
     * @param {any[]} values
     */
    emit(type, ...values) {
      for (const listener of [...(all.get(type) ?? [])]) {
        try {
          listener(...values);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}

/**
 * One RTCPeerConnection and its perfect negotiation (W3C WebRTC 1.0, 10.7).
 * @param {Peer} peer
 * @param {RTCConfiguration} configuration
 * @param {(message: Message) => void} send
 * @param {(error: any) => void} failed
 */
function negotiation(peer, configuration, send, failed) {
  const pc = new RTCPeerConnection(configuration);
  let making = false;
  /** @type {any[]} */
  const early = [];
  // Messages wait for each other here and not for those of other calls: an operation of a connection
  // that is closed meanwhile never settles.
  let chain = Promise.resolve();

  const offering = () => pc.signalingState === "have-local-offer";
  const describe = () => {
    const { type, sdp } = /** @type {RTCSessionDescription} */ (pc.localDescription);
    send({ type, sdp });
  };

  pc.onicecandidate = ({ candidate }) => send({ type: "candidate", candidate });
  pc.onnegotiationneeded = async () => {
    try {
      making = true;
      await pc.setLocalDescription();
      // An offer that came meanwhile may have rolled this one back.
      if (offering()) describe();
    } catch (error) {
      failed(error);
    } finally {
      making = false;
    }
  };

  // A candidate may come before the description that it belongs to, the first or a later one.
  const add = async (/** @type {any} */ candidate, keep = false) => {
    if (pc.remoteDescription) {
      try {
        return await pc.addIceCandidate(candidate ?? undefined);
      } catch {
        // Of another generation, of an offer that was ignored, or no candidate at all.
      }
    }
    if (keep && early.length < EARLY) early.push(candidate);
  };

  const handle = async (/** @type {Message} */ { type, sdp, candidate, call }) => {
    if (type === "candidate") return add(candidate, true);
    if (type === "offer") {
      // The chain makes isSettingRemoteAnswerPending needless: no answer is being set here.
      if ((making || pc.signalingState !== "stable") && !peer.polite) return;
    } else if (!offering()) {
      // It answers an offer that was rolled back, or answers twice.
      return;
    }
    self.remote = call;
    await pc.setRemoteDescription({ type: /** @type {RTCSdpType} */ (type), sdp });
    for (const candidate of early.splice(0)) await add(candidate);
    if (type === "answer") return;
    if (pc.signalingState === "have-remote-offer") await pc.setLocalDescription();
    describe();
  };

  const self = {
    pc,
    /** This connection's number, which tells its successors apart from it; and that of the other side. */
    number: secret().slice(56),
    /** @type {unknown} */
    remote: undefined,
    /** Whether a signal could not be sent. */
    lost: false,

    /** @param {Message} message */
    receive(message) {
      chain = chain.then(() => handle(message)).catch(failed);
    },

    /** The peer can be reached again: says again what may have been lost. */
    resume() {
      const { lost } = self;
      self.lost = false;
      if (offering()) making || describe();
      else if (lost || BROKEN.test(pc.iceConnectionState)) pc.restartIce();
    },

    /**
     * Sends a stream's tracks in place of those that are sent now.
     * @param {MediaStream | null} [stream]
     */
    async attach(stream) {
      const wanted = new Set(stream?.getTracks());
      const free = pc.getTransceivers().filter(
        ({ direction, sender: { track } }) => direction !== "stopped" && !(track && wanted.delete(track)),
      );
      // Those that send come first: the other side keeps its track.
      free.sort((a, b) => +!a.sender.track - +!b.sender.track);
      for (const transceiver of free) {
        const { sender, receiver, direction } = transceiver;
        const next = [...wanted].find(({ kind }) => kind === receiver.track.kind);
        if (next && stream) {
          wanted.delete(next);
          if (!sender.track) {
            transceiver.direction = /recv/.test(direction) ? "sendrecv" : "sendonly";
            sender.setStreams?.(stream);
          }
          await sender.replaceTrack(next);
        } else if (sender.track) {
          pc.removeTrack(sender);
        }
      }
      for (const track of wanted) pc.addTrack(track, /** @type {MediaStream} */ (stream));
    },
  };
  return self;
}

/**
 * The connection to the hub, which comes back by itself.
 * @param {ConnectOptions} options
 * @param {{id: string, room?: string}} hub
 * @param {AbortSignal} signal ends it
 * @param {(data: any, isCurrent: () => boolean) => void} receive
 * @param {(state: HubState["state"], details: object) => void} become
 */
function line(options, hub, signal, receive, become) {
  const { name, accessToken, attempts = 3 } = options;
  /** @type {WebSocket | undefined} */
  let socket;
  /** @type {number | undefined} */
  let timer;
  let next = secret();
  let was = "";
  // Ends the pause between two attempts.
  let wake = (/** @type {any} */ _) => {};
  let giveUp = () => {};

  const send = (/** @type {Message} */ message) => {
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  };

  const watch = (/** @type {number} */ delay, /** @type {() => void} */ action) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };

  const ask = () => {
    if (send({ type: "ping" })) watch(PONG, giveUp);
    wake(0);
  };

  // By default the hub stands where this module came from.
  const address = (/** @type {string} */ path, /** @type {string} */ scheme) => {
    const url = new URL(path, options.url ?? import.meta.url);
    url.protocol = url.protocol.replace(/^(http|ws)/, scheme);
    return url;
  };

  const describe = async () => ({
    app: options.metadata ?? null,
    session: await digest(next),
    was: was || undefined,
  });

  const dial = async () => {
    const url = address("ws", "ws");
    const query = { roomId: hub.room, name, metadata: JSON.stringify(await describe()) };
    for (const [key, value] of Object.entries(query)) if (value) url.searchParams.set(key, value);
    if (url.href.length > 4_096) throw new HubError(414, "metadata is too long");
    return new Promise((done) => {
      if (signal.aborted) return done("");
      const mine = new WebSocket(url, ["hub.v1", ...(accessToken ? [`bearer.${accessToken}`] : [])]);
      socket = mine;
      let welcomed = 0;
      const end = (/** @type {number} */ code, /** @type {string} */ reason) => {
        if (socket === mine) {
          clearTimeout(timer);
          socket = undefined;
        }
        done({ code, reason, welcomed });
      };
      // The closing handshake of a dead connection would take the browser a minute.
      giveUp = () => {
        mine.close();
        end(1006, "the hub is silent");
      };
      mine.onopen = () => {
        // From here on the others know the new hash, and the old secret.
        was = next;
        next = secret();
      };
      mine.onmessage = ({ data }) => {
        welcomed ||= Date.now();
        watch(SILENCE, ask);
        receive(data, () => socket === mine);
      };
      mine.onclose = ({ code, reason }) => end(code, reason);
      watch(HANDSHAKE, giveUp);
    });
  };

  // A page cannot see the HTTP status of a WebSocket that was refused. Joining over REST shows it.
  const refusal = async () => {
    const post = (/** @type {string} */ path, /** @type {object} */ body) =>
      fetch(address(`api/rooms/${path}`, "http"), {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(accessToken && { Authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify(body),
        signal,
      });
    try {
      const response = await post("join", { roomId: hub.room, name, metadata: await describe() });
      const answer = await response.json();
      if (!response.ok) return { code: response.status, reason: answer.error };
      await post("leave", answer);
    } catch {
      // Not reachable, or no hub.
    }
  };

  addEventListener("online", ask, { signal });
  addEventListener("visibilitychange", () => document.hidden || ask(), { signal });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    wake(0);
    send({ type: "leave" });
    socket?.close(1000);
    socket = undefined;
  });

  /** Returns when there is no coming back. */
  const run = async () => {
    for (let failures = 1; ; failures++) {
      let { code, reason, welcomed } = await dial();
      if (!hub.id && !welcomed && code === 1006) {
        const refused = await Promise.race([refusal(), sleep(PONG)]);
        ({ code, reason } = refused ?? { code, reason: "the hub cannot be reached" });
      }
      if (signal.aborted) return;
      // A hub that welcomes everybody and sends them away again at once must not be stormed.
      if (welcomed && Date.now() - welcomed > 10_000) failures = 1;
      const why = `${code} ${reason}`;
      if (FINAL.test(why) || (!hub.id && (REFUSED.test(why) || failures >= attempts))) {
        throw new HubError(code, reason);
      }
      const retryIn = pause(why, failures);
      become(hub.id ? "reconnecting" : "connecting", { code, reason, retryIn });
      await Promise.race([sleep(retryIn), new Promise((done) => (wake = done))]);
      if (signal.aborted) return;
    }
  };
  return { send, run };
}

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

/**
 * @param {ConnectOptions} options
 * @param {(hub: import("./client.js").Hub) => void} resolve
 * @param {(error: any) => void} reject
 */
function enter(options, resolve, reject) {
  const { all, on, off, emit } = emitter();
  const ended = new AbortController();
  const { signal } = ended;
  const outer = options.signal;
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Map<string, Peer>} */
  const peers = new Map();
  // This client's IDs so far: until the hub knows that a connection is gone, it lists its owner as a peer.
  const ids = new Set();
  let inbox = Promise.resolve();
  /** @type {RTCIceServer[] | undefined} those that the hub knows */
  let servers;
  /** @type {Promise<unknown>} */
  let streaming = inbox;

  // Who is in the room

  const forget = (/** @type {Entry} */ entry) => {
    clearTimeout(entry.timer);
    entries.delete(entry.key);
    peers.delete(entry.key);
  };

  const file = (/** @type {Entry} */ entry, key = entry.peer.id) => {
    entry.key = key;
    entries.set(key, entry);
    peers.set(key, entry.peer);
  };

  const drop = (/** @type {Entry} */ entry, reason = entry.gone) => {
    // It may have come back under another key, or be gone.
    if (entries.get(entry.key) !== entry) return;
    forget(entry);
    finish(entry);
    if (entry.announced) emit("leave", entry.peer, reason);
  };

  const keep = (/** @type {Entry} */ entry) => {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(drop, KEEP, entry);
  };

  /**
   * Takes somebody in, unless it is this client itself or has been here before.
   * @param {Message} info
   * @param {boolean} polite the newcomer of two is
   */
  const admit = async ({ clientId, name, joinedAt, metadata }, polite) => {
    if (ids.has(clientId)) return;
    const { app, session, was } = read(metadata);
    const hash = was && (await digest(was));
    if (signal.aborted) return;
    // Who joined then under this ID is who it was: both are the hub's word.
    let entry = entries.get(clientId);
    if (entry && entry.peer.joinedAt !== joinedAt) {
      // Another has taken the name of somebody who is away, but not its place.
      forget(entry);
      file(entry, `\0${clientId}`);
      if (entry.gone) keep(entry);
      else drop(entry, "replaced");
      entry = undefined;
    }
    const others = [...entries.values()];
    if (hash) entry ??= others.find((other) => other.session === hash);
    const known = { id: clientId, name, joinedAt, metadata: app, polite };
    if (entry) {
      forget(entry);
      Object.assign(entry.peer, known);
      Object.assign(entry, { session, gone: "" });
      file(entry);
      return entry.call?.resume();
    }
    entry = {
      peer: { ...known, connection: null, channel: null },
      key: clientId,
      // A hash is no secret: who repeats somebody's must not be taken for its owner later.
      session: others.some((other) => other.session === session) ? undefined : session,
      gone: "",
      held: [],
    };
    file(entry);
    return entry;
  };

  const announce = (/** @type {Entry} */ entry) => {
    entry.announced = true;
    emit("peer", entry.peer);
  };

  const welcome = async (/** @type {Message} */ message, /** @type {() => boolean} */ isCurrent) => {
    hub.state = "open";
    hub.id = message.clientId;
    hub.room = message.roomId;
    servers = message.iceServers;
    ids.add(hub.id);
    for (const entry of entries.values()) entry.gone ||= "lost";
    for (const peer of message.peers) await admit(peer, true);
    resolve(hub);
    // Time for whoever awaits `connect` to add listeners; messages wait in the inbox.
    await sleep();
    if (!isCurrent()) return;
    become("open", {});
    for (const entry of [...entries.values()]) {
      if (entry.gone) (entry.call ? keep : drop)(entry);
      else if (!entry.announced) announce(entry);
    }
  };

  // What the hub says

  const receive = (/** @type {any} */ data, /** @type {() => boolean} */ isCurrent) => {
    // Whether a newcomer is an old acquaintance takes a digest: what follows has to wait for that.
    const next = () => (isCurrent() ? handle(JSON.parse(data), isCurrent) : undefined);
    inbox = inbox.then(next).catch(reportError);
  };

  const handle = async (/** @type {Message} */ message, /** @type {() => boolean} */ isCurrent) => {
    const { type, reason } = message;
    const entry = entries.get(message.from ?? message.clientId);
    if (type === "welcome") {
      await welcome(message, isCurrent);
    } else if (type === "peer-joined") {
      const newcomer = await admit(message, false);
      if (newcomer) announce(newcomer);
    } else if (type === "peer-left") {
      if (!entry || entry.gone) return;
      entry.gone = reason;
      const alive = /connected$/.test(entry.call?.pc.connectionState ?? "");
      (alive && MAY_RETURN.test(reason) ? keep : drop)(entry);
    } else if (/^(offer|answer|candidate|bye)$/.test(type)) {
      if (entry) heard(entry, message);
    } else if (type !== "pong") {
      emit("signal", message);
    }
  };

  const heard = (/** @type {Entry} */ entry, /** @type {Message} */ message) => {
    const { call, held, peer } = entry;
    const { type, call: number, peerCall } = message;
    if (peerCall && peerCall !== call?.number) {
      // It is about a connection that is closed here: its owner may not know.
      if (!call && message.sdp) send({ type: "bye", to: peer.id, peerCall: number });
      return;
    }
    const other = call?.remote && number && number !== call.remote;
    if (type === "bye") return other || finish(entry);
    if (type !== "candidate" && typeof message.sdp !== "string") return;
    if (other) {
      // A predecessor's, or the first offer of a successor.
      if (type !== "offer") return;
      finish(entry);
    }
    if (entry.call) return entry.call.receive(message);
    if (type === "answer" || entry.held.length >= EARLY) return;
    entry.held.push(message);
    if (type === "candidate") return;
    if (options.autoAnswer === false) emit("incoming", peer);
    else start(entry);
  };

  // Calls

  const start = (/** @type {Entry} */ entry) => {
    const { peer, session, held } = entry;
    const { rtcConfiguration, iceServers = servers, stream } = options;
    const call = negotiation(
      peer,
      { ...rtcConfiguration, ...(iceServers && { iceServers }) },
      (message) => {
        const addressed = { ...message, to: peer.id, call: call.number, peerCall: call.remote };
        if (entry.gone || !send(addressed)) call.lost = true;
      },
      // What a connection was doing when it was closed fails.
      ({ message }) =>
        entry.call === call && emit("signal", { type: "error", code: "negotiation", from: peer.id, message }),
    );
    const { pc } = call;
    entry.call = call;
    peer.connection = pc;
    pc.ontrack = ({ track, streams }) => emit("track", peer, track, streams);
    pc.onconnectionstatechange = () => {
      changed(entry, false);
      // Who is away and cannot be heard either has not merely lost its hub.
      if (entry.gone && pc.connectionState === "failed" && hub.state === "open") drop(entry);
    };
    pc.oniceconnectionstatechange = () => {
      changed(entry);
      if (pc.iceConnectionState === "failed") pc.restartIce();
    };
    pc.ondatachannel = ({ channel }) => adopt(entry, channel);
    // Two of this module that call each other at once must not end up with two channels. Other clients
    // know no channel that was not announced to them.
    if (session) adopt(entry, pc.createDataChannel("hub", { negotiated: true, id: 1_000 }));
    else if (!held.some(({ type }) => type === "offer")) adopt(entry, pc.createDataChannel("hub"));
    call.attach(stream);
    held.splice(0).forEach(call.receive);
  };

  /** Ends a call on this side. */
  const finish = (/** @type {Entry} */ entry) => {
    const { peer, call } = entry;
    entry.held = [];
    if (!call) return;
    entry.call = undefined;
    peer.connection = peer.channel = null;
    call.pc.close();
    changed(entry);
  };

  const adopt = (/** @type {Entry} */ entry, /** @type {RTCDataChannel} */ channel) => {
    const { peer } = entry;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER;
    channel.onopen = () => {
      if (peer.channel) return;
      peer.channel = channel;
      emit("channel", peer, channel);
    };
    channel.onmessage = ({ data }) => emit("message", peer, data);
    channel.onclose = () => {
      if (peer.channel === channel) peer.channel = null;
      // Who only lost its hub would not close it.
      if (entry.gone && hub.state === "open") drop(entry);
    };
  };

  /** Tells the application how a peer's connection is, and the hub, whose inspector shows it. */
  const changed = async (/** @type {Entry} */ { peer, call, gone }, reported = !gone) => {
    const { connectionState = "closed", iceConnectionState = "closed" } = call?.pc ?? {};
    emit("peer-state", peer, { connectionState, iceConnectionState });
    if (!reported) return;
    const { local, remote } = (/^co/.test(iceConnectionState) && (await hub.stats(peer))) || {};
    const candidatePair = local && { local, remote };
    send({ type: "report", peer: peer.id, iceState: iceConnectionState, candidatePair });
  };

  // The application's side

  // Before the welcome nobody knows this client's new ID.
  const send = (/** @type {Message} */ message) => hub.state === "open" && wire.send(message);

  const become = (/** @type {HubState["state"]} */ state, /** @type {object} */ details) => {
    hub.state = state;
    emit("state", { state, ...details });
  };

  const end = (/** @type {any} */ error) => {
    if (signal.aborted) return;
    hub.state = "closed";
    ended.abort();
    reject(error ?? new HubError("closed", "by close()"));
    for (const entry of [...entries.values()]) drop(entry, "closed");
    become("closed", error && { code: error.code ?? error.name, reason: error.reason ?? error.message });
    all.clear();
  };

  /** @returns {Entry[]} the peer's, or all */
  const chosen = (/** @type {Peer | string} */ peer = "") => {
    if (!peer) return [...entries.values()];
    const entry = entries.get(typeof peer === "string" ? peer : peer.id);
    return entry ? [entry] : [];
  };

  const channels = (/** @type {Peer | string | undefined} */ peer) =>
    chosen(peer).flatMap((entry) => entry.peer.channel ?? []);

  const hub = {
    id: "",
    room: options.room ?? "",
    /** @type {HubState["state"]} */
    state: "connecting",
    peers,
    on,
    off,

    async call(/** @type {Peer | string | undefined} */ peer) {
      const called = chosen(peer);
      if (peer && !called.length) throw new HubError("peer-not-found", "no such peer");
      for (const entry of called) {
        if (entry.call) entry.call.resume();
        else start(entry);
      }
    },

    hangUp(/** @type {Peer | string | undefined} */ peer) {
      for (const entry of chosen(peer)) {
        const { call, held, gone } = entry;
        if (!call && !held.length) continue;
        if (!gone) send({ type: "bye", to: entry.peer.id, call: call?.number, peerCall: call?.remote });
        finish(entry);
      }
    },

    async setStream(/** @type {MediaStream | null} */ stream) {
      options.stream = stream;
      // One after the other: a track that is being replaced still looks like the old one.
      const attach = () => Promise.allSettled(chosen().map(({ call }) => call?.attach(stream)));
      await (streaming = streaming.then(attach));
    },

    send(/** @type {any} */ data, /** @type {Peer | string | undefined} */ peer) {
      let sent = false;
      for (const channel of channels(peer)) {
        try {
          channel.send(data);
          sent = true;
        } catch {
          // Closing, or its queue is full.
        }
      }
      return sent;
    },

    async drained(/** @type {Peer | string | undefined} */ peer) {
      for (const channel of channels(peer)) {
        while (channel.readyState === "open" && channel.bufferedAmount > LOW_WATER) {
          // The pause is for a channel that closes.
          const once = { once: true };
          const low = new Promise((done) => channel.addEventListener("bufferedamountlow", done, once));
          await Promise.race([low, sleep(500)]);
        }
      }
    },

    say(/** @type {Message} */ message, /** @type {Peer | string | undefined} */ peer) {
      if (peer === undefined) return send(message);
      return chosen(peer).some((entry) => !entry.gone && send({ ...message, to: entry.peer.id }));
    },

    async stats(/** @type {Peer | string} */ peer) {
      const stats = await chosen(peer)[0]?.call?.pc.getStats();
      /** @type {any} */
      let pair;
      stats?.forEach((entry) => {
        // Chromium and Safari mark the pair on the transport, Firefox on the pair.
        if (entry.selectedCandidatePairId) pair = stats.get(entry.selectedCandidatePairId);
        else if (entry.selected) pair ??= entry;
      });
      const local = pair && stats?.get(pair.localCandidateId);
      const remote = pair && stats?.get(pair.remoteCandidateId);
      if (!local || !remote) return null;
      return {
        local: local.candidateType,
        remote: remote.candidateType,
        protocol: local.protocol,
        address: remote.address,
        rtt: pair.currentRoundTripTime,
      };
    },

    close: () => end(undefined),
  };

  if (outer?.aborted) return end(outer.reason);
  outer?.addEventListener("abort", () => end(outer.reason), { signal });
  // Without it the peers would keep a page that was closed for as long as one that may return.
  addEventListener("pagehide", ({ persisted }) => persisted || end(undefined), { signal });
  const wire = line(options, hub, signal, receive, become);
  wire.run().catch(end);
}

/**
 * Joins a room of a hub.
 * @type {typeof import("./client.js").connect}
 */
export const connect = (options = {}) =>
  new Promise((resolve, reject) => enter({ ...options }, resolve, reject));
