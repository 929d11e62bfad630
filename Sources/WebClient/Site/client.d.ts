/** Calls between web pages over a signaling-hub. */

/** What `connect` takes. Everything is optional. */
export interface ConnectOptions {
  /** The hub's address, http(s) or ws(s), with a slash behind a path. Default: where this module is from. */
  url?: string | URL;
  /** The room. Without one the hub issues it: see `hub.room`. */
  room?: string;
  /** Shown to peers; up to 128 bytes. */
  name?: string;
  /** The application's own, as JSON; shown to peers as `peer.metadata`. About 1 KB fits. */
  metadata?: unknown;
  /** The account's token, for chat rooms. */
  accessToken?: string;
  /** Default: the STUN servers that the hub was started with. */
  iceServers?: RTCIceServer[];
  /** The rest of the configuration of every RTCPeerConnection. */
  rtcConfiguration?: RTCConfiguration;
  /** What is sent in every call, also in those that are answered. */
  stream?: MediaStream | null;
  /** Ends everything, at any time. */
  signal?: AbortSignal;
  /** Whether calls of peers are answered without asking (default). Otherwise see the event `incoming`. */
  autoAnswer?: boolean;
  /** How often the hub is tried before `connect` rejects: 3. Once it was open, it is tried for ever. */
  attempts?: number;
}

/**
 * Somebody in the room. The object stays the same when its owner comes back under another ID, which is
 * known by a one-time secret that the room is shown. Somebody of the room who saw it while you were away
 * yourself could pose as its owner to the hub: among strangers, say nothing in confidence by `hub.say`. What
 * comes over the call itself, tracks and the data channel, is its owner's.
 */
export interface Peer {
  readonly id: string;
  readonly name: string | null;
  /** What the peer's application gave; anything at all if it uses another client. */
  readonly metadata: any;
  /** When it joined, as the hub says (RFC 3339). */
  readonly joinedAt: string;
  /** Whether this side gives way when both offer at once. */
  readonly polite: boolean;
  connection: RTCPeerConnection | null;
  channel: RTCDataChannel | null;
}

/** A message of the hub's own protocol. */
export interface Message {
  type: string;
  [member: string]: any;
}

export interface HubState {
  state: "connecting" | "open" | "reconnecting" | "closed";
  /** The close code, or HTTP status, that led to it; or the name of the error. */
  code?: number | string;
  reason?: string;
  /** Milliseconds until the next attempt. */
  retryIn?: number;
}

export interface PeerState {
  connectionState: RTCPeerConnectionState;
  iceConnectionState: RTCIceConnectionState;
}

/** The pair of candidates that a call uses. */
export interface PairStats {
  local: "host" | "srflx" | "prflx" | "relay";
  remote: "host" | "srflx" | "prflx" | "relay";
  protocol: string;
  /** Of the peer. */
  address?: string;
  /** Seconds. */
  rtt?: number;
}

export interface HubEvents {
  /** Somebody is in the room: who was there before, right after `connect` has resolved, and newcomers. */
  peer: (peer: Peer) => unknown;
  /** Somebody is gone for good. A peer that lost its hub but not its call has a minute to come back. */
  leave: (peer: Peer, reason: string) => unknown;
  track: (peer: Peer, track: MediaStreamTrack, streams: readonly MediaStream[]) => unknown;
  /** The data channel is open. */
  channel: (peer: Peer, channel: RTCDataChannel) => unknown;
  message: (peer: Peer, data: string | ArrayBuffer) => unknown;
  /** A message of the hub that is not this module's own: custom types, with `from`, and errors. */
  signal: (message: Message) => unknown;
  state: (state: HubState) => unknown;
  "peer-state": (peer: Peer, state: PeerState) => unknown;
  /** With `autoAnswer: false`: somebody calls. `call(peer)` answers, `hangUp(peer)` declines. */
  incoming: (peer: Peer) => unknown;
}

export interface Hub {
  readonly id: string;
  readonly room: string;
  readonly state: HubState["state"];
  /** By ID, and, until they are back or gone, those who lost their hub but not their call. */
  readonly peers: ReadonlyMap<string, Peer>;
  /** Adds a listener. The function returned takes it off, and so does the signal. */
  on<T extends keyof HubEvents>(
    type: T,
    listener: HubEvents[T],
    options?: { signal?: AbortSignal },
  ): () => void;
  off<T extends keyof HubEvents>(type: T, listener: HubEvents[T]): void;
  /** Calls a peer, or everybody; tries anew where a call has failed. Rejects for a peer that is not there. */
  call(peer?: Peer | string): Promise<void>;
  /** Ends the call with a peer, or all, and stays in the room. */
  hangUp(peer?: Peer | string): void;
  /** Sends another stream, or none, in every call. */
  setStream(stream: MediaStream | null): Promise<void>;
  /** Sends over the data channel to a peer, or to everybody; false if nobody's is open. */
  send(data: string | ArrayBuffer | ArrayBufferView, peer?: Peer | string): boolean;
  /** Resolves when at most 64 KiB wait to be sent. */
  drained(peer?: Peer | string): Promise<void>;
  /** Sends a message through the hub to a peer, or to everybody; false without a connection. */
  say(message: Message, peer?: Peer | string): boolean;
  /** The pair of candidates in use; null without one. */
  stats(peer: Peer | string): Promise<PairStats | null>;
  /** Leaves the room and ends everything. */
  close(): void;
}

/** Why the hub cannot be reached, or must not be asked again. */
export declare class HubError extends Error {
  constructor(code: number | string, reason: string);
  /** A close code, an HTTP status, or a word. */
  code: number | string;
  reason: string;
}

/**
 * Joins a room of a hub.
 *
 * Resolves when the hub has welcomed this client; add listeners right away. Rejects with a `HubError`, or
 * with the reason of the `signal`.
 */
export declare function connect(options?: ConnectOptions): Promise<Hub>;
