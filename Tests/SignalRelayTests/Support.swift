import Signaling
import WebSocketCore

@testable import SignalRelay

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

extension MonotonicTime {
  /// A point some seconds after an hour of uptime.
  static func make(_ seconds: Double = 0) -> Self {
    Self(nanoseconds: 3_600_000_000_000 + Int64(seconds * 1e9))
  }
}

extension Session.Policy {
  /// No rate limit unless one is given; the default times.
  static func make(
    rate: Rate? = nil, takesBinary: Bool = false, messages: MessageReader.Limits = .init()
  ) -> Self {
    var policy = Self()
    policy.rate = rate
    policy.takesBinary = takesBinary
    policy.messages = messages
    return policy
  }
}

extension MaskingKey {
  static let test = MaskingKey(rawValue: 0x37FA_213D)
}

/// A masked frame, as a client sends it.
func frame(_ opcode: Opcode, _ payload: some Collection<UInt8>, fin: Bool = true) -> [UInt8] {
  FrameWriter.frame(opcode, payload, fin: fin, key: .test)
}

/// A masked text frame.
func text(_ text: String, fin: Bool = true) -> [UInt8] {
  frame(.text, text.utf8, fin: fin)
}

/// A masked close frame.
func closeFrame(_ code: CloseCode?, _ reason: String = "") -> [UInt8] {
  FrameWriter.close(code, reason: reason, key: .test)
}

extension Ending {
  /// What of an ending can be compared.
  struct Essence: Equatable {
    var manner: Manner
    var code: CloseCode?
    var reason: LeaveReason
  }

  var essence: Essence { Essence(manner: manner, code: code, reason: reason) }
}
