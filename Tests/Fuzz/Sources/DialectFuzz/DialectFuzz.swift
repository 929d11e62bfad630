import Dialects
import JSONEnvelope
import Signaling

/// Who sends everything. No input says so by chance.
private let sender = Sender(
  clientID: ClientID(lookup: "hub-made"),
  profile: Profile(account: Account(id: "hub-made", info: Array(#"{"id":"hub-made"}"#.utf8))))

/// Used again for every input: nothing of one message may be left in the next.
nonisolated(unsafe) private var reading = Reading()

/// Reads one input as a client's message, of the dialect that its first byte chooses, and checks
/// what clients of every dialect would receive.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDialects(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer's buffer, copied at once: the exact size lets the sanitizer see reads past its end.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let dialects = Dialect.allCases
  let dialect = dialects[Int(first) % dialects.count]
  let text = Array(bytes.dropFirst())
  switch unsafe dialect.wire.read(text.span, &reading) {
  case .signal(let signal): check(signal, text, dialect)
  case .join(let request):
    precondition(NameRule.allows(request.roomID.rawValue), "a room with no name")
    precondition(NameRule.allows(request.clientID.rawValue), "a client with no name")
    precondition(request.profile.name.map(NameRule.allows) ?? true, "a profile with no name")
  case .invalid(let complaint):
    for other in dialects where other != .socketIO {
      precondition(members(other.wire.error(complaint, reference: nil)) != nil, "no error text")
    }
  case .report: precondition(dialect == .native, "nobody else reports")
  case .leave, .ping: break
  }
  return 0
}

private func check(_ signal: Signal, _ text: [UInt8], _ dialect: Dialect) {
  var output: [UInt8] = []
  unsafe dialect.wire.appendRelayed(text.span, reading, from: sender, to: &output)
  checkSender(output, dialect, isTranslated: false)
  let canonical = unsafe dialect.wire.canonical(signal, text.span, reading)
  checkFields(canonical)
  for other in Dialect.allCases {
    output.removeAll(keepingCapacity: true)
    other.wire.append(canonical, from: sender, to: &output)
    checkSender(output, other, isTranslated: true)
  }
}

/// Every value is a JSON value, every key is there once, and none is a sender's.
private func checkFields(_ signal: CanonicalSignal) {
  let keys = signal.rest.map { String(decoding: $0.key, as: UTF8.self) }
  precondition(Set(keys.map { Array($0.utf8) }).count == keys.count, "a key is there twice")
  for key in keys.map(folded) {
    precondition(!senderWords.contains(key) && key != "type", "a sender's claim was left")
  }
  let values =
    signal.rest.map(\.value) + [signal.type, signal.sdp, signal.candidate].compactMap(\.self)
  for value in values {
    precondition(isObject(Array("{\"a\":".utf8) + value + Array("}".utf8)), "no JSON value")
  }
}

/// What is received is clean JSON in which the hub's word is the only one that names a sender.
private func checkSender(_ output: [UInt8], _ dialect: Dialect, isTranslated: Bool) {
  let event = Array(#"42["signal","#.utf8)
  let text = dialect == .socketIO ? Array(output.dropFirst(event.count).dropLast()) : output
  guard let outer = members(text) else { return }
  let own: Set<String>
  switch dialect {
  case .native, .socketIO: own = ["from"]
  case .serverpod: own = ["sendersessionid"]
  case .nodeWS: own = ["fromuserid"]
  case .dysonNetwork, .dysonNetworkGuide: own = ["senderaccountid", "senderinfo"]
  }
  let hub = "hub-made"
  switch dialect {
  case .native, .socketIO, .nodeWS:
    let claims = outer.filter { (isTranslated ? senderWords : own).contains(folded($0.key)) }
    precondition(claims.map(\.value) == ["\"\(hub)\""], "another sender got through")
  case .serverpod:
    let claims = outer.filter { (isTranslated ? senderWords : own).contains(folded($0.key)) }
    precondition(claims.map(\.value) == ["\"\(hub)\""], "another sender got through")
    guard let payload = outer.first(where: { $0.key == "payload" })?.value else { return }
    let inner = members(unquoted(payload)) ?? []
    precondition(
      !inner.contains { (isTranslated ? senderWords : own).contains(folded($0.key)) },
      "another sender got through in the payload")
  case .dysonNetwork, .dysonNetworkGuide:
    guard let packet = outer.first(where: { $0.key == "data" })?.value,
      let message = members(Array(packet.utf8))
    else { return }
    let ids = message.filter { folded($0.key) == "senderaccountid" }
    let infos = message.filter { folded($0.key) == "senderinfo" }
    precondition(ids.map(\.value) == ["\"\(hub)\"", "\"\(hub)\""], "another account got through")
    precondition(infos.allSatisfy { $0.value == #"{"id":"hub-made"}"# } && infos.count == 2)
    guard let data = message.first(where: { $0.key == "data" })?.value else { return }
    let inner = members(Array(data.utf8)) ?? []
    precondition(
      !inner.contains { (isTranslated ? senderWords : own).contains(folded($0.key)) },
      "another sender got through in the data")
  }
}

private let senderWords: Set<String> = [
  "from", "fromuserid", "sendersessionid", "senderaccountid", "senderinfo",
]

/// The members of a clean object. Nil for one that is too large by what the hub has added, which
/// only the hub's own scanner minds; also for what is no object.
private func members(_ json: [UInt8]) -> [(key: String, value: String)]? {
  var scanner = EnvelopeScanner()
  do throws(EnvelopeError) {
    try scanner.scan(json.span)
  } catch {
    let isAllowed: [EnvelopeError.Kind] = [
      .tooManyMembers, .tooDeep, .expectedObject, .unexpectedEnd,
    ]
    precondition(isAllowed.contains(error.kind), "a receiver gets no clean JSON: \(error)")
    precondition(json.first != UInt8(ascii: "{") || error.kind != .unexpectedEnd, "cut short")
    return nil
  }
  return scanner.members.map {
    ($0.keyText(in: json.span), String(decoding: json[$0.value], as: UTF8.self))
  }
}

private func isObject(_ json: [UInt8]) -> Bool {
  var scanner = EnvelopeScanner()
  do throws(EnvelopeError) {
    try scanner.scan(json.span)
    return scanner.memberCount == 1
  } catch {
    return error.kind == .tooDeep
  }
}

private func unquoted(_ json: String) -> [UInt8] {
  let bytes = Array(json.utf8)
  guard bytes.first == UInt8(ascii: "\"") else { return bytes }
  let member = Member(key: 0..<0, value: bytes.indices, kind: .string(escaped: true))
  return Array((member.string(in: bytes.span) ?? "").utf8)
}

/// Without regard to case, as Unicode's simple folding has it.
private func folded(_ key: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in key.unicodeScalars {
    switch scalar {
    case "\u{17F}": result.append("s")
    case "\u{212A}": result.append("k")
    case "A"..."Z": result.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
    default: result.append(scalar)
    }
  }
  return String(result)
}
