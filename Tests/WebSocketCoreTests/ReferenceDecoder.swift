import WebSocketCore

/// RFC 6455 once more, written for plainness: the whole stream at hand, arrays copied at will, and
/// the standard library's judgement of UTF-8.
func referenceDecode(_ stream: [UInt8], limits: MessageReader.Limits) -> [Record] {
  var records: [Record] = []
  var rest = stream[...]
  var message: (kind: UInt8, bytes: [UInt8], frames: Int)?

  func failed(_ code: UInt16, _ reason: String) -> [Record] { records + [.failure(code, reason)] }

  while rest.count >= 2 {
    let bytes = Array(rest)
    let fin = bytes[0] >= 128
    let kind = bytes[0] % 16
    let masked = bytes[1] >= 128
    var length = UInt64(bytes[1] % 128)
    if (bytes[0] / 16) % 8 != 0 { return failed(1002, "reserved bit set") }
    if ![0, 1, 2, 8, 9, 10].contains(kind) { return failed(1002, "reserved opcode") }
    if kind >= 8 && !fin { return failed(1002, "fragmented control frame") }
    if kind >= 8 && length > 125 { return failed(1002, "control frame longer than 125 bytes") }
    if limits.role == .server && !masked { return failed(1002, "unmasked frame") }
    if limits.role == .client && masked { return failed(1002, "masked frame") }
    var start = 2
    let extra = length == 126 ? 2 : length == 127 ? 8 : 0
    if extra > 0 {
      if bytes.count < start + extra { return records }
      length = bytes[2..<(2 + extra)].reduce(0) { $0 * 256 + UInt64($1) }
      start += extra
      if length >= 1 << 63 { return failed(1002, "length beyond 63 bits") }
      if length < (extra == 2 ? 126 : 65_536) { return failed(1002, "length not in minimal form") }
    }
    var key: [UInt8] = [0, 0, 0, 0]
    if masked {
      if bytes.count < start + 4 { return records }
      key = Array(bytes[start..<(start + 4)])
      start += 4
    }
    if kind < 8 {
      if kind == 0 && message == nil { return failed(1002, "continuation frame without a message") }
      if kind != 0 && message != nil { return failed(1002, "new message inside a fragmented one") }
      let frames = (message?.frames ?? 0) + 1
      if frames > limits.frames { return failed(1009, "message of too many frames") }
      if length + UInt64(message?.bytes.count ?? 0) > UInt64(limits.messageBytes) {
        return failed(1009, "message too big")
      }
      message = (kind == 0 ? message!.kind : kind, message?.bytes ?? [], frames)
    }
    let isWhole = UInt64(bytes.count - start) >= length
    let end = isWhole ? start + Int(length) : bytes.count
    let payload = bytes[start..<end].enumerated().map { $1 ^ key[$0 % 4] }

    if kind < 8 {
      message!.bytes += payload
      if message!.kind == 1 && !isBeginningOfUTF8(message!.bytes) {
        return failed(1007, "text is not UTF-8")
      }
    }
    if !isWhole { return records }
    rest = rest.dropFirst(end)

    switch kind {
    case 8:
      if payload.isEmpty { return records + [.close(nil, [])] }
      if payload.count == 1 { return failed(1002, "close frame of one byte") }
      let code = UInt16(payload[0]) * 256 + UInt16(payload[1])
      let allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
      if !allowed.contains(Int(code)) && !(3000..<5000).contains(code) {
        return failed(1002, "invalid close code")
      }
      let reason = Array(payload.dropFirst(2))
      if String(validating: reason, as: UTF8.self) == nil {
        return failed(1007, "close reason is not UTF-8")
      }
      return records + [.close(code, reason)]
    case 9: records.append(.ping(payload))
    case 10: records.append(.pong(payload))
    default:
      if !fin { continue }
      let whole = message!
      message = nil
      if whole.kind == 2 {
        records.append(.binary(whole.bytes))
      } else if String(validating: whole.bytes, as: UTF8.self) == nil {
        return failed(1007, "text ends inside a character")
      } else {
        records.append(.text(whole.bytes))
      }
    }
  }
  return records
}

/// Whether some text in UTF-8 begins with `bytes`: tries out how its end could go on.
func isBeginningOfUTF8(_ bytes: [UInt8]) -> Bool {
  if String(validating: bytes, as: UTF8.self) != nil { return true }
  let next: [UInt8] = [0x80, 0x90, 0xA0]
  for held in 1...3 where held <= bytes.count {
    let head = bytes.dropLast(held)
    guard String(validating: head, as: UTF8.self) != nil else { continue }
    let tail = Array(bytes.suffix(held))
    for first in next {
      for more in 1...3 {
        let whole = tail + [first] + [UInt8](repeating: 0x80, count: more - 1)
        guard let text = String(validating: whole, as: UTF8.self) else { continue }
        if text.unicodeScalars.count == 1 { return true }
      }
    }
  }
  return false
}
