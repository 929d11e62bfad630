import WebSocketCore

/// An event of the reader with its bytes copied, to be compared.
enum Record: Equatable {
  case text([UInt8])
  case binary([UInt8])
  case ping([UInt8])
  case pong([UInt8])
  case close(UInt16?, [UInt8])
  case failure(UInt16, String)

  static func text(_ string: String) -> Record { .text(Array(string.utf8)) }

  /// Nil for `.none`.
  init?(_ event: MessageReader.Event) {
    switch event {
    case .none: return nil
    case .text(let bytes): self = unsafe .text(Array(bytes))
    case .binary(let bytes): self = unsafe .binary(Array(bytes))
    case .ping(let bytes): self = unsafe .ping(Array(bytes))
    case .pong(let bytes): self = unsafe .pong(Array(bytes))
    case .close(let code, let reason): self = unsafe .close(code?.rawValue, Array(reason))
    case .failure(let code, let reason): self = .failure(code.rawValue, "\(reason)")
    }
  }
}

extension MessageReader {
  /// Feeds one piece and answers the events it completes. The piece lies in memory of exactly its
  /// size, at an offset from alignment, and is overwritten afterwards.
  mutating func feed(
    _ piece: some Collection<UInt8>, limits: Limits = Limits(), offset: Int = 0
  ) -> [Record] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: piece.count + offset, alignment: 64)
    defer { unsafe memory.deallocate() }
    let input = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[offset...])
    unsafe input.copyBytes(from: piece)
    var records: [Record] = []
    var position = 0
    while let record = unsafe Record(next(input, from: &position, limits: limits)) {
      records.append(record)
      if case .failure = record { return records }
    }
    precondition(position == piece.count, "a reader that waits has consumed everything")
    for index in input.indices { unsafe input[index] = 0xDB }
    return records
  }
}

/// The events of a stream that arrives cut at `cuts`, ascending offsets.
func read(
  _ stream: [UInt8], cuts: [Int] = [], limits: MessageReader.Limits = .init()
) -> [Record] {
  var reader = MessageReader()
  var records: [Record] = []
  var start = 0
  for end in cuts + [stream.count] {
    records += reader.feed(stream[start..<end], limits: limits, offset: start % 7)
    if case .failure = records.last { break }
    start = end
  }
  return records
}

/// The ways in which a stream of `count` bytes is cut: every byte, every split into two (of a long
/// stream those near its ends and some between), and random pieces from a fixed seed.
func allCuts(_ count: Int) -> [[Int]] {
  guard count > 1 else { return [[]] }
  var all = [Array(1..<count)]
  all += (1..<count)
    .filter { count < 400 || $0 < 24 || count - $0 < 24 || $0 % 9973 == 0 }
    .map { [$0] }
  var random = SplitMix64(state: UInt64(count))
  for pieces in [3, 5, 9, 17] {
    all.append(Set((0..<pieces).map { _ in Int.random(in: 1..<count, using: &random) }).sorted())
  }
  return all
}

/// A small generator with a seed, so that a failure can be repeated (Vigna's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension MaskingKey {
  static let test = MaskingKey(rawValue: 0x37FA_213D)
}

/// A masked frame, as a client sends it.
func frame(
  _ opcode: Opcode, _ payload: some Collection<UInt8>, fin: Bool = true
) -> [UInt8] {
  FrameWriter.frame(opcode, payload, fin: fin, key: .test)
}

/// A masked frame that carries a text.
func frame(_ opcode: Opcode, _ payload: String, fin: Bool = true) -> [UInt8] {
  frame(opcode, Array(payload.utf8), fin: fin)
}

/// `count` bytes of readable ASCII.
func letters(_ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
}
