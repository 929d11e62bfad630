import Dialects
import Signaling

/// Feeds a session: the first byte chooses its transport; of each packet of the payload that
/// follows, the byte in front says which way it comes, and how much later.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEngine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let body = Array(bytes.dropFirst())
  let payload: EnginePayload
  do throws(EnginePayload.Failure) {
    payload = try EnginePayload(body.span)
  } catch {
    let packets = body.split(separator: 0x1E, omittingEmptySubsequences: false)
    switch error {
    case .empty: precondition(body.isEmpty)
    case .emptyPacket: precondition(packets.contains { $0.isEmpty })
    case .tooManyPackets: precondition(packets.count > EnginePayload.maximumPackets)
    }
    return 0
  }
  check(payload, body)
  var run = Run(first & 1 == 0 ? .polling : .webSocket)
  for index in 0..<payload.count {
    let packet = Array(body[payload[index]])
    run.step(packet[0], Array(packet.dropFirst()))
  }
  return 0
}

/// The packets, joined, are the body again.
private func check(_ payload: EnginePayload, _ body: [UInt8]) {
  precondition(1...EnginePayload.maximumPackets ~= payload.count)
  var again: [UInt8] = []
  for index in 0..<payload.count {
    if index > 0 { again.append(EnginePayload.separator) }
    again += body[payload[index]]
  }
  precondition(again == body)
}

/// A session, and what must be true of it whatever happened before.
private struct Run {
  private var session: EngineSession
  private var now = MonotonicTime(nanoseconds: 0)
  private let timing = EngineTiming()
  private var hasProbed = false

  init(_ transport: EngineTransport) {
    session = EngineSession(transport, at: now, timing)
  }

  mutating func step(_ choice: UInt8, _ packet: [UInt8]) {
    let before = session.phase
    now = now + .seconds(Int(choice >> 4))
    switch choice & 7 {
    case 0:
      let accepted = session.beginUpgrade(at: now, timing)
      precondition(accepted == (before == .polling))
      if accepted { hasProbed = false }
    case 1: session.abandonUpgrade()
    case 2: session.connected()
    case 3: _ = session.poll()
    case 4: session.pollAnswered()
    case 5, 6: take(packet, over: choice & 7 == 5 ? .polling : .webSocket, before)
    default: tick(before)
    }
    if before == .closed { precondition(session.phase == .closed, "back from the dead") }
    if before == .webSocket { precondition(session.phase != .polling && session.phase != .probing) }
  }

  private mutating func take(
    _ packet: [UInt8], over transport: EngineTransport, _ before: EngineSession.Phase
  ) {
    let action = session.received(packet.span, over: transport, at: now, timing)
    switch action {
    case .message(let range):
      precondition(packet.first == UInt8(ascii: "4") && range == 1..<packet.count)
      precondition(before == session.phase && before != .closed)
      precondition((before == .webSocket) == (transport == .webSocket))
    case .heard: precondition(packet == Array("3".utf8))
    case .noop: precondition(before == .closed || packet == Array("6".utf8))
    case .answerProbe:
      precondition(packet == Array("2probe".utf8) && session.phase == .probing && !hasProbed)
      hasProbed = true
    case .upgraded:
      precondition(packet == Array("5".utf8) && hasProbed)
      precondition(before == .probing && session.phase == .webSocket)
    case .close: precondition(packet == Array("1".utf8) && session.phase == .closed)
    case .refused: precondition(before == .webSocket && transport == .polling)
    case .dropSocket: precondition(transport == .webSocket && session.phase == .polling)
    case .violation: precondition(before != .closed && session.phase == .closed)
    }
  }

  private mutating func tick(_ before: EngineSession.Phase) {
    switch session.tick(at: now, timing) {
    case .wait(let until): precondition(until > now, "nothing is due, and it is time")
    case .sendPing: precondition(before != .closed)
    case .dropSocket: precondition(before == .probing && session.phase == .polling)
    case .timedOut: precondition(before != .closed && session.phase == .closed)
    }
  }
}
