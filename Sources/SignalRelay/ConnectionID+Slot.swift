import Signaling

/// How this module spells a `ConnectionID`: the loop in 8 bits, the slot's generation in 24, the
/// slot in 32. A slot is used again; its generation tells a late event from a current one.
extension ConnectionID {
  static let generations: UInt32 = 1 << 24

  init(loop: Int, generation: UInt32, slot: Int) {
    self.init(
      rawValue: UInt64(UInt8(truncatingIfNeeded: loop)) << 56
        | UInt64(generation % Self.generations) << 32 | UInt64(UInt32(slot)))
  }

  var loop: Int { Int(rawValue >> 56) }
  var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) % Self.generations }
  var slot: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
}
