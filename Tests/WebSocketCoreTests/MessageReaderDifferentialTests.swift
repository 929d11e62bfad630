import Testing
import WebSocketCore

/// Streams from a seed, some of them broken, through the reader in random pieces and through the
/// reference decoder.
@Test(arguments: 0..<8)
func randomStreamsAreReadAsByTheReferenceDecoder(seed: Int) {
  var random = SplitMix64(state: UInt64(seed) &* 0x1234_5678_9ABC)
  for round in 0..<700 {
    let limits = MessageReader.Limits(
      messageBytes: [40, 200, 65_536].randomElement(using: &random)!,
      frames: [2, 4, 64].randomElement(using: &random)!,
      role: round % 8 == 7 ? .client : .server)
    let stream = randomStream(role: limits.role, using: &random)
    let cuts =
      stream.count < 2
      ? []
      : Set(
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
          Int.random(in: 1..<stream.count, using: &random)
        }
      ).sorted()
    let expected = referenceDecode(stream, limits: limits)
    let received = read(stream, cuts: cuts, limits: limits)
    if received != expected {
      Issue.record("\(stream) cut at \(cuts): \(received) instead of \(expected)")
      return
    }
  }
}

private func randomStream(role: Role, using random: inout SplitMix64) -> [UInt8] {
  var stream: [UInt8] = []
  var isOpen = false
  for _ in 0..<Int.random(in: 1...8, using: &random) {
    let key = role == .server ? MaskingKey.random(using: &random) : nil
    switch Int.random(in: 0..<10, using: &random) {
    case 0: stream += FrameWriter.ping(randomBytes(upTo: 125, using: &random), key: key)
    case 1: stream += FrameWriter.pong(randomBytes(upTo: 20, using: &random), key: key)
    case 2:
      if Bool.random(using: &random) { continue }
      let body = [0x03, UInt8.random(in: 0xE6...0xF8, using: &random)]
      stream += FrameWriter.frame(.close, body + randomText(using: &random), key: key)
    default:
      let opcode: Opcode = isOpen ? .continuation : Bool.random(using: &random) ? .text : .binary
      let fin = Bool.random(using: &random)
      stream += FrameWriter.frame(opcode, randomText(using: &random), fin: fin, key: key)
      isOpen = !fin
    }
  }
  // Half of the streams are damaged, half of those in one bit and half of those cut off.
  if Bool.random(using: &random), !stream.isEmpty {
    let place = Int.random(in: 0..<stream.count, using: &random)
    if Bool.random(using: &random) {
      stream[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    } else {
      stream.removeSubrange(place...)
    }
  }
  return stream
}

private func randomBytes(upTo most: Int, using random: inout SplitMix64) -> [UInt8] {
  (0..<Int.random(in: 0...most, using: &random)).map { _ in .random(in: 0...255, using: &random) }
}

private func randomText(using random: inout SplitMix64) -> [UInt8] {
  var text = letters(Int.random(in: 0...40, using: &random))
  for _ in 0..<Int.random(in: 0...3, using: &random) {
    text += UTF8Vectors.wellFormed.randomElement(using: &random)!
  }
  if Int.random(in: 0..<12, using: &random) == 0 {
    text += UTF8Vectors.malformed.randomElement(using: &random)!.bytes
  }
  return Array(text.prefix(120))
}
