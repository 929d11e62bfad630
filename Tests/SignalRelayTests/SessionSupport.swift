import Signaling
import WebSocketCore

@testable import SignalRelay

/// A session with its policy and its time, driven by hand.
final class Subject {
  /// An action with its bytes copied, to be compared.
  enum Seen: Equatable {
    case text(String)
    case binary([UInt8])
    case pong([UInt8])
    case warn
    case ignore
    case end(Ending.Essence)
    case finished
  }

  enum SeenTick: Equatable {
    case wait(until: MonotonicTime)
    case ping
    case end(Ending.Essence)
    case expire
  }

  var session: Session
  var policy: Session.Policy
  var now = MonotonicTime.make()

  private init(_ policy: Session.Policy) {
    self.policy = policy
    session = Session(now: now, policy: policy)
  }

  static func make(_ policy: Session.Policy = .make()) -> Subject { Subject(policy) }

  /// Feeds bytes, and answers what the session made of them, up to the first end.
  func feed(_ bytes: [UInt8]) -> [Seen] {
    session.heard(at: now)
    var bytes = bytes
    var seen: [Seen] = []
    unsafe bytes.withUnsafeMutableBytes { input in
      var position = 0
      while true {
        switch unsafe session.next(input, from: &position, at: now, policy) {
        case .wait: return
        case .message(let message, false):
          seen.append(.text(unsafe String(decoding: message, as: UTF8.self)))
        case .message(let message, true): seen.append(.binary(unsafe Array(message)))
        case .pong(let payload): seen.append(.pong(unsafe Array(payload)))
        case .warn: seen.append(.warn)
        case .ignore: seen.append(.ignore)
        case .end(let ending):
          seen.append(.end(ending.essence))
          return
        case .finished:
          seen.append(.finished)
          return
        }
      }
    }
    return seen
  }

  func tick() -> SeenTick {
    switch session.tick(at: now, policy) {
    case .wait(let until): .wait(until: until)
    case .ping: .ping
    case .end(let ending): .end(ending.essence)
    case .expire: .expire
    }
  }

  func probe() -> Bool { session.probe(at: now, policy) }

  func end(_ ending: Ending) { session.end(ending, at: now, policy) }

  func pass(_ seconds: Double) { now = now + Interval(nanoseconds: Int64(seconds * 1e9)) }

  var deadline: MonotonicTime? { session.messageDeadline(policy) }
  var isOpen: Bool { session.isOpen }
}

extension Subject.Seen {
  var isEnd: Bool {
    if case .end = self { true } else { false }
  }
}
