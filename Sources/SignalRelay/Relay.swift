import Dialects
import JSONEnvelope
import Logging
import Signaling
import WebSocketCore

/// The way of a message, top to bottom: the loop has made frames of bytes and a message of frames;
/// here the dialect reads it, the hub says who gets it, the dialect writes it once, and it is
/// queued for each receiver. The loop then sends each queue with one call.
struct Relay: Application, ~Copyable {
  let hub: Hub
  let log: Logger
  let statistics: LoopStatistics
  private var scanner = EnvelopeScanner()
  private var stamp = EnvelopeStamp()
  /// Whose name the stamp carries.
  private var stampedID: ConnectionID?
  /// Used again for every message, so that routing allocates nothing.
  private var recipients: [Receiver] = []
  private var buffer = FrameBuffer()

  init(hub: Hub, log: Logger, statistics: LoopStatistics) {
    self.hub = hub
    self.log = log
    self.statistics = statistics
  }

  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID,
    _ sender: Membership, _ connections: inout Connections<Membership>
  ) {
    // `unsafe`: the message is the loop's memory, valid during this call (see `Application`).
    let text = unsafe message.bindMemory(to: UInt8.self).span
    switch NativeDialect.read(text, &scanner) {
    case .signal(let signal): relay(signal, text, from: id, sender, &connections)
    case .ping: say(NativeDialect.pong(reference: reference(text)), to: id, &connections)
    case .leave: connections.end(id, .left)
    case .invalid(let complaint):
      statistics.countDropped(.invalid)
      complain(complaint, about: text, to: id, &connections)
    }
  }

  private mutating func relay(
    _ signal: Signal, _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership,
    _ connections: inout Connections<Membership>
  ) {
    switch sender.route(to: signal.target, into: &recipients) {
    case .senderGone:
      statistics.countDropped(.senderGone)
    case .targetNotFound:
      statistics.countDropped(.peerNotFound)
      complain(
        Complaint(.peerNotFound, "\"to\" names nobody who is connected in this room"),
        about: text, to: id, &connections)
    case .one(let recipient):
      stampFrame(text, from: id, sender)
      statistics.countRelayed(signal.kind, bytes: text.count, deliveries: 1)
      unsafe connections.send(buffer.frame, to: recipient.connection)
    case .several:
      stampFrame(text, from: id, sender)
      statistics.countRelayed(signal.kind, bytes: text.count, deliveries: recipients.count)
      for recipient in recipients {
        unsafe connections.send(buffer.frame, to: recipient.connection)
      }
      recipients.removeAll(keepingCapacity: true)
    }
  }

  /// Makes the one text frame that all receivers get: the message's own bytes, copied by ranges,
  /// with its sender in front.
  private mutating func stampFrame(
    _ text: Span<UInt8>, from id: ConnectionID, _ sender: Membership
  ) {
    // Messages of one sender come in runs.
    if stampedID != id {
      stamp.set("from", sender.clientID.rawValue)
      stampedID = id
    }
    let envelope = scanner.stamped(stamp, in: text)
    let payload = unsafe buffer.beginText(payloadLength: envelope.byteCount)
    unsafe scanner.write(envelope, stamp, in: text, into: payload)
  }

  // MARK: - Coming and going

  mutating func opened(
    _ ticket: Ticket, as id: ConnectionID, _ connections: inout Connections<Membership>
  ) -> Membership? {
    guard let arrival = hub.attach(ticket, to: id) else { return nil }
    log.debug(
      "client bound",
      metadata: [
        "room_id": "\(arrival.membership.room.id)", "client_id": "\(arrival.membership.clientID)",
      ])
    say(NativeDialect.welcome(arrival), to: id, &connections)
    if !arrival.recipients.isEmpty {
      announce(NativeDialect.peerJoined(arrival.peer), to: arrival.recipients, &connections)
    }
    return arrival.membership
  }

  mutating func ended(
    _ member: Membership, _ reason: LeaveReason, _ connections: inout Connections<Membership>
  ) {
    guard let departure = hub.detach(member, reason: reason) else { return }
    report(departure, &connections)
  }

  mutating func closed(_ id: ConnectionID) {
    hub.admission.connectionClosed()
  }

  /// A client was taken out by another way than its own connection.
  mutating func noticed(
    _ departure: Departure, _ connections: inout Connections<Membership>
  ) {
    if let connection = departure.connection {
      connections.end(connection, Ending.departed(departure.reason))
    }
    report(departure, &connections)
  }

  func refused(_ ticket: Ticket) {
    hub.abandon(ticket, at: Clock.monotonic)
    hub.admission.connectionClosed()
  }

  private mutating func report(
    _ departure: Departure, _ connections: inout Connections<Membership>
  ) {
    log.debug(
      "client left",
      metadata: [
        "room_id": "\(departure.roomID)", "client_id": "\(departure.clientID)",
        "reason": "\(departure.reason.rawValue)",
      ])
    // When the hub stops everybody goes; telling each of each would only be noise.
    guard departure.reason != .restarting, !departure.recipients.isEmpty else { return }
    announce(NativeDialect.peerLeft(departure), to: departure.recipients, &connections)
  }

  // MARK: - The hub's own words

  mutating func exceededRate(
    _ id: ConnectionID, _ member: Membership, _ connections: inout Connections<Membership>
  ) {
    let complaint = Complaint(
      .rateLimited, "too many messages: this one was dropped, and the next one too many ends this")
    say(NativeDialect.error(complaint, reference: nil), to: id, &connections)
  }

  private mutating func complain(
    _ complaint: Complaint, about text: Span<UInt8>, to id: ConnectionID,
    _ connections: inout Connections<Membership>
  ) {
    let reference = complaint.code == .badMessage ? nil : reference(text)
    say(NativeDialect.error(complaint, reference: reference), to: id, &connections)
  }

  private func reference(_ text: Span<UInt8>) -> [UInt8]? {
    NativeDialect.reference(scanner, in: text)
  }

  private func say(
    _ json: [UInt8], to id: ConnectionID, _ connections: inout Connections<Membership>
  ) {
    announce(json, to: [Receiver(id, .native)], &connections)
  }

  private func announce(
    _ json: [UInt8], to recipients: [Receiver],
    _ connections: inout Connections<Membership>
  ) {
    let frame = FrameWriter.frame(.text, json)
    unsafe frame.withUnsafeBytes { bytes in
      for recipient in recipients { unsafe connections.send(bytes, to: recipient.connection) }
    }
  }
}
