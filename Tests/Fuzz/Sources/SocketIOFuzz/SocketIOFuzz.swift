import Dialects
import JSONEnvelope
import Signaling

private let sender = Sender(clientID: ClientID(lookup: "Ab3dE9"), profile: Profile(name: "a"))

/// Feeds the input as one packet to a client that is connected and to one that is not; what comes
/// of an event must be an event again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSocketIO(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var reading = Reading()
  checkFirst(bytes, &reading)
  var session = SocketIOSession()
  let connect = Array("0".utf8)
  _ = session.received(connect.span, &reading)
  session.accepted()
  precondition(session.isConnected)
  switch session.received(bytes.span, &reading) {
  case .connect: preconditionFailure("connected twice")
  case .event(let message, let payload, let number):
    precondition(payload.upperBound == bytes.count)
    precondition((number ?? 0) <= SocketIOPacket.maximumAcknowledgement)
    check(message, Array(bytes[payload]), reading, number ?? 0)
  case .answer(let packet): checkAnswer(packet)
  case .disconnect, .violation: precondition(!session.isConnected)
  case .ignore: precondition(session.isConnected)
  }
  return 0
}

/// Before CONNECT nothing passes but CONNECT.
private func checkFirst(_ bytes: [UInt8], _ reading: inout Reading) {
  var session = SocketIOSession()
  switch session.received(bytes.span, &reading) {
  case .connect, .answer: precondition(bytes.first == UInt8(ascii: "0"))
  case .violation: break
  case .event, .disconnect, .ignore: preconditionFailure("passed before CONNECT")
  }
  precondition(!session.isConnected)
}

/// An answer is one whole packet without separators: CONNECT_ERROR with an object.
private func checkAnswer(_ packet: [UInt8]) {
  precondition(packet.starts(with: "44".utf8) && !packet.contains(0x1E))
  precondition(packet.last == UInt8(ascii: "}"))
  precondition(packet.count <= 2 + SocketIOPacket.maximumNamespaceBytes + 40)
}

private func check(
  _ message: ClientMessage, _ text: [UInt8], _ reading: Reading, _ number: UInt32
) {
  let reference = SocketIODialect.reference(text.span, reading)
  switch message {
  case .signal(let signal):
    var relayed: [UInt8] = []
    SocketIODialect.appendRelayed(text.span, reading, from: sender, to: &relayed)
    checkEvent(relayed, signal.kind)
    var translated: [UInt8] = []
    let canonical = SocketIODialect.canonical(signal, text.span, reading)
    SocketIODialect.append(canonical, from: sender, to: &translated)
    checkEvent(translated, signal.kind)
  case .invalid(let complaint):
    let event = reading.event.name
    let packet = SocketIODialect.error(complaint, reference: reference, answering: event)
    checkEvent(packet, nil)
    let answer = SocketIOPacket.acknowledgement(number, repeating: packet)
    let head = "43\(number)"
    precondition(answer.starts(with: head.utf8))
    checkData(Array(answer.dropFirst(head.utf8.count)))
  case .join(let request):
    precondition(NameRule.allows(request.clientID.rawValue))
    precondition(NameRule.allows(request.roomID.rawValue))
    precondition(NameRule.allows(request.profile.name ?? ""))
  case .leave: break
  case .ping, .report: preconditionFailure("there is no such event")
  }
}

/// An acknowledgement carries an array of one object.
private func checkData(_ data: [UInt8]) {
  var array = ArrayScanner()
  do throws(EnvelopeError) {
    try array.scan(data.span)
  } catch {
    preconditionFailure("an acknowledgement is refused: \(error)")
  }
  precondition(array.count == 1 && array[0].kind == .object)
}

/// What the hub sends is an event that it would read; a signal is one of the same kind, and from
/// the sender.
private func checkEvent(_ packet: [UInt8], _ kind: Signal.Kind?) {
  precondition(packet.starts(with: "42[".utf8))
  let text = Array(packet.dropFirst(2))
  var reading = Reading()
  let message = SocketIODialect.read(text.span, &reading)
  precondition(!reading.event.isMalformed, "what is sent is no event")
  guard let kind else { return }
  switch message {
  case .signal(let signal):
    precondition(signal.kind == kind, "another kind")
    precondition(reading.outer.members[0].isString("Ab3dE9", in: object(text, reading).span))
  case .invalid(let complaint):
    // The sender may be the one member, or the array the one container, too many.
    precondition(complaint.code == .badMessage, "\(complaint)")
  default: preconditionFailure("no signal")
  }
}

private func object(_ text: [UInt8], _ reading: Reading) -> [UInt8] {
  Array(text[reading.event.object])
}
