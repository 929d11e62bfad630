import Dialects
import JSONEnvelope
import Logging
import Signaling
import WebSocketCore

/// The way of a message, top to bottom: the loop has made frames of bytes and a message of frames;
/// here the dialect reads it, the hub says who gets it, the dialect of each receiver writes it once,
/// and it is queued for each receiver. The loop then sends each queue with one call.
struct Relay: Application, ~Copyable {
  let hub: Hub
  let log: Logger
  let statistics: LoopStatistics
  let services: RelayServices
  var reading = Reading()
  private var stamp = EnvelopeStamp()
  /// Whose name the stamp carries.
  private var stampedID: ConnectionID?
  /// Used again for every message, so that routing allocates nothing.
  private var recipients: [Receiver] = []
  private var buffer = FrameBuffer()
  /// A message in the words of another dialect than its sender's.
  private var translated: [UInt8] = []
  /// Connections whose clients name their room in a message.
  var guests: [ConnectionID: GuestState] = [:]
  /// Socket.IO sessions of this loop by their IDs.
  var sessions: [String: ConnectionID] = [:]
  /// WebSockets that Socket.IO sessions want to change over to.
  var upgrades: [ConnectionID: ConnectionID] = [:]
  /// Connections that were asked for a sign of life.
  var probes: [ConnectionID: Probe] = [:]

  /// Made once: `allCases` is a new array each time.
  static let dialects = Dialect.allCases

  init(hub: Hub, log: Logger, statistics: LoopStatistics, services: RelayServices) {
    self.hub = hub
    self.log = log
    self.statistics = statistics
    self.services = services
  }

  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID,
    _ speaker: Speaker, _ connections: inout Connections<Speaker>
  ) {
    // `unsafe`: the message is the loop's memory, valid during this call (see `Application`).
    let text = unsafe message.bindMemory(to: UInt8.self).span
    if speaker.dialect == .native, let sender = speaker.membership {
      receivedNative(text, from: id, sender, &connections)
    } else if speaker.dialect == .socketIO {
      receivedPacket(text, over: .webSocket, from: id, &connections)
    } else {
      receivedOther(text, from: id, speaker, &connections)
    }
  }

  // MARK: - From a native client

  @inline(__always)
  private mutating func receivedNative(
    _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership,
    _ connections: inout Connections<Speaker>
  ) {
    switch NativeDialect.read(text, &reading) {
    case .signal(let signal):
      if let complaint = relay(signal, text, from: id, sender, &connections) {
        complain(complaint, about: text, to: id, &connections)
      }
    case .ping: say(NativeDialect.pong(reference: reference(text)), to: id, &connections)
    case .report(let report, let peer):
      if !sender.report(report, about: peer, at: connections.now) {
        complain(.reportedPeerNotFound, about: text, to: id, &connections)
      }
    case .leave: connections.end(id, .left)
    case .join: break
    case .invalid(let complaint):
      statistics.countDropped(.invalid)
      complain(complaint, about: text, to: id, &connections)
    }
  }

  private mutating func complain(
    _ complaint: Complaint, about text: Span<UInt8>, to id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    let reference = complaint.code == .badMessage ? nil : reference(text)
    say(NativeDialect.error(complaint, reference: reference), to: id, &connections)
  }

  private func reference(_ text: Span<UInt8>) -> [UInt8]? {
    NativeDialect.reference(reading.outer, in: text)
  }

  // MARK: - From a client of any other protocol

  /// A message of a protocol that has one message per frame.
  private mutating func receivedOther(
    _ text: Span<UInt8>, from id: ConnectionID, _ speaker: Speaker,
    _ connections: inout Connections<Speaker>
  ) {
    let wire = speaker.dialect.wire
    var complaint: Complaint?
    switch (wire.read(text, &reading), speaker.membership) {
    case (.signal(let signal), let sender?):
      complaint = relay(signal, text, from: id, sender, &connections)
    case (.join(let request), nil):
      complaint = mayChangeRoom(id, connections)
      if complaint == nil { enter(request, as: id, &connections) }
    case (.join, _?):
      complaint = .alreadyInRoom
    case (.leave, let sender?):
      leave(sender, id, &connections)
    case (.signal, nil), (.leave, nil):
      complaint = .notInRoom
    case (.ping, _), (.report, _):
      break
    case (.invalid(let problem), _):
      complaint = problem
    }
    guard let complaint else { return }
    if complaint != .peerNotFound { statistics.countDropped(.invalid) }
    say(wire.error(complaint, reference: nil), to: id, &connections)
  }

  mutating func exceededRate(
    _ id: ConnectionID, _ speaker: Speaker, _ connections: inout Connections<Speaker>
  ) {
    let complaint = Complaint(
      .rateLimited, "too many messages: this one was dropped, and the next one too many ends this")
    say(speaker.dialect.wire.error(complaint, reference: nil), to: id, &connections)
  }

  // MARK: - From any client to its peers

  /// Relays a message that is in `reading`.
  ///
  /// - Returns: what was wrong with it; nil when it is on its way.
  @inline(__always)
  mutating func relay(
    _ signal: Signal, _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership,
    _ connections: inout Connections<Speaker>
  ) -> Complaint? {
    var passage = Passage(
      signal.kind, bytes: text.count,
      candidates: signal.kind == .other ? CandidateTypes() : CandidateTypes(in: text),
      at: connections.now)
    let routing = sender.route(to: signal.target, into: &recipients, recording: &passage)
    if sender.room.keepsBodies { keep(text, of: passage, from: sender) }
    switch routing {
    case .one(let receiver) where sender.dialect == .native && receiver.dialect == .native:
      // The way of most messages: nothing to translate, and no list of receivers to go through.
      statistics.countRelayed(signal.kind, bytes: text.count, deliveries: 1)
      forward(text, from: id, sender, to: receiver.connection, &connections)
    case .one(let receiver):
      recipients.append(receiver)
      deliver(signal, text, from: id, sender, &connections)
    case .several:
      deliver(signal, text, from: id, sender, &connections)
    case .senderGone:
      statistics.countDropped(.senderGone)
    case .targetNotFound:
      statistics.countDropped(.peerNotFound)
      return .peerNotFound
    }
    return nil
  }

  /// Keeps a message in full, because somebody asks for those of its room.
  private func keep(_ text: Span<UInt8>, of passage: Passage, from sender: Membership) {
    var body: [UInt8] = []
    body.append(text, 0..<text.count)
    sender.keep(body, of: passage)
  }

  /// Sends a message to all `recipients`, written once for each of their dialects.
  private mutating func deliver(
    _ signal: Signal, _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership,
    _ connections: inout Connections<Speaker>
  ) {
    statistics.countRelayed(signal.kind, bytes: text.count, deliveries: recipients.count)
    let dialect = sender.dialect
    var dialects: UInt8 = 0
    for recipient in recipients { dialects |= 1 << recipient.dialect.rawValue }
    var canonical: CanonicalSignal?
    for other in Self.dialects where dialects & 1 << other.rawValue != 0 {
      if dialect == .native, other == .native {
        writeFrame(stampedEnvelope(text, from: id, sender), text)
      } else {
        translated.removeAll(keepingCapacity: true)
        if other.wire == dialect.wire {
          other.wire.appendRelayed(text, reading, from: sender.sender, to: &translated)
        } else {
          let signal = canonical ?? dialect.wire.canonical(signal, text, reading)
          canonical = signal
          other.wire.append(signal, from: sender.sender, to: &translated)
        }
        buffer.setText(translated)
      }
      for recipient in recipients where recipient.dialect == other {
        unsafe connections.send(buffer.frame, to: recipient.connection)
      }
    }
    recipients.removeAll(keepingCapacity: true)
  }

  /// Sends a message to the one receiver, native as its sender: written where it is sent from.
  private mutating func forward(
    _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership, to receiver: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    let envelope = stampedEnvelope(text, from: id, sender)
    if let payload = unsafe connections.beginText(
      payloadLength: envelope.byteCount, to: receiver)
    {
      unsafe reading.outer.write(envelope, stamp, in: text, into: payload)
    } else {
      writeFrame(envelope, text)
      unsafe connections.send(buffer.frame, to: receiver)
    }
  }

  /// Decides how a message gets its sender in front.
  private mutating func stampedEnvelope(
    _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership
  ) -> StampedEnvelope {
    // Messages of one sender come in runs.
    if stampedID != id {
      stamp.set("from", sender.clientID.rawValue)
      stampedID = id
    }
    return reading.outer.stamped(stamp, in: text)
  }

  /// Makes the one text frame that all native receivers get: the message's own bytes, copied by
  /// ranges, with its sender in front.
  private mutating func writeFrame(_ envelope: StampedEnvelope, _ text: Span<UInt8>) {
    let payload = unsafe buffer.beginText(payloadLength: envelope.byteCount)
    unsafe reading.outer.write(envelope, stamp, in: text, into: payload)
  }

  // MARK: - The hub's own words

  /// Sends one client a message.
  mutating func say(
    _ text: [UInt8], to id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    buffer.setText(text)
    unsafe connections.send(buffer.frame, to: id)
  }
}

extension Complaint {
  static let peerNotFound = Complaint(
    .peerNotFound, "\"to\" names nobody who is connected in this room")
  static let reportedPeerNotFound = Complaint(
    .peerNotFound, "\"peer\" names nobody who is in this room, or was a short while ago")
  static let notInRoom = Complaint(.notInRoom, "join a room first")
  static let alreadyInRoom = Complaint(
    .alreadyInRoom, "this connection is in a room already; leave it first")
}
