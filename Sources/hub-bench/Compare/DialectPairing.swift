/// What the two clients of a pair speak.
struct DialectPairing {
  let first: Dialect
  let second: Dialect

  var title: String {
    first == second ? first.title : "\(first.title) and \(second.title)"
  }

  /// DysonNetwork's clients are in chat rooms alone.
  var needsChatRoom: Bool { first == .dysonNetwork || second == .dysonNetwork }

  /// Native pairs, which the others are held against, in front.
  static let all: [DialectPairing] = {
    let others: [Dialect] = [.serverpod, .dysonNetwork, .nodeWS, .socketIO]
    return ([.native] + others).map { DialectPairing(first: $0, second: $0) }
      + others.map { DialectPairing(first: .native, second: $0) }
  }()
}
