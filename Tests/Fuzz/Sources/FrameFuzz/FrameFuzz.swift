// The frame reader on any bytes: however a stream is cut, it gives the same events, and no event
// points outside of the memory that it may point to.
//
// The first three bytes of an input choose the role, the limits and the cuts; the rest is the
// stream.

import WebSocketCore

/// One input of the fuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe UnsafeRawBufferPointer(start: data, count: count)
  guard count >= 3 else { return 0 }
  let options = unsafe input[0]
  let seed = unsafe UInt16(input[1]) << 8 | UInt16(input[2])
  let limits = MessageReader.Limits(
    messageBytes: options & 1 == 0 ? 65_536 : 64,
    frames: options & 2 == 0 ? 64 : 3,
    role: options & 4 == 0 ? .server : .client)
  let stream = unsafe UnsafeRawBufferPointer(rebasing: input[3...])

  let whole = unsafe events(of: stream, limits: limits) { $0 }
  let bytewise = unsafe events(of: stream, limits: limits) { _ in 1 }
  var cuts = UInt32(seed) | 1
  let pieces = unsafe events(of: stream, limits: limits) { rest in
    // A linear congruential generator, started by the input: a finding can be repeated.
    cuts = cuts &* 1_664_525 &+ 1_013_904_223
    return 1 + Int(cuts >> 16) % rest
  }
  precondition(whole == bytewise, "fed byte by byte the stream gives other events")
  precondition(whole == pieces, "fed in pieces the stream gives other events")
  return 0
}

/// One event with its bytes copied.
private struct Record: Equatable {
  var kind: String
  var code: UInt16?
  var bytes: [UInt8] = []
}

/// Feeds `stream` in pieces of the lengths that `pieceLength` answers to what is left. Each piece
/// has its own memory, so that the address sanitizer sees a read beside it.
private func events(
  of stream: UnsafeRawBufferPointer, limits: MessageReader.Limits, pieceLength: (Int) -> Int
) -> [Record] {
  var reader = MessageReader()
  var records: [Record] = []
  var start = 0
  while start < stream.count {
    let length = pieceLength(stream.count - start)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
    defer { unsafe piece.deallocate() }
    unsafe piece.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: stream[start..<(start + length)]))
    start += length
    var position = 0
    while let record = unsafe record(reader.next(piece, from: &position, limits: limits)) {
      records.append(record)
      if record.kind == "failure" {
        precondition(reader.ownedBytes == 0)
        return records
      }
    }
    precondition(position == length)
    precondition(reader.hasUnfinishedMessage || reader.ownedBytes == 0)
    precondition(reader.ownedBytes <= 2 * (limits.messageBytes + 125) + 256)
  }
  return records
}

private func record(_ event: MessageReader.Event) -> Record? {
  switch event {
  case .none: return nil
  case .text(let bytes):
    let copy = unsafe Array(bytes)
    precondition(String(validating: copy, as: UTF8.self) != nil, "text that is not UTF-8")
    return Record(kind: "text", bytes: copy)
  case .binary(let bytes): return Record(kind: "binary", bytes: unsafe Array(bytes))
  case .ping(let bytes): return Record(kind: "ping", bytes: unsafe Array(bytes))
  case .pong(let bytes): return Record(kind: "pong", bytes: unsafe Array(bytes))
  case .close(let code, let reason):
    precondition(code?.isValidOnWire ?? true)
    return Record(kind: "close", code: code?.rawValue, bytes: unsafe Array(reason))
  case .failure(let code, let reason):
    return Record(kind: "failure", code: code.rawValue, bytes: Array("\(reason)".utf8))
  }
}
