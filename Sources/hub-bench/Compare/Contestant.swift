/// Who takes part in the comparison.
enum Contestant: String, CaseIterable {
  case baseline, hub, gorilla, ws
  case socketIO = "python-socketio"

  /// Who relays what native clients send.
  static let relays: [Contestant] = [.hub, .baseline, .gorilla, .ws]

  /// What the clients of its loads speak.
  var dialect: Dialect { self == .baseline ? .bare : .native }
}

/// What the hub must reach in one row.
enum Goal {
  case atLeast(Double, of: Contestant)
  case atMost(Double, of: Contestant)
  case atMostValue(Double)

  var text: String {
    switch self {
    case .atLeast(let factor, let other): "≥ \(Format.shortest(factor)) × \(other.rawValue)"
    case .atMost(let factor, let other): "≤ \(Format.shortest(factor)) × \(other.rawValue)"
    case .atMostValue(let value): "≤ \(Format.shortest(value))"
    }
  }

  /// Whether the results reach the goal; nil when somebody's are missing.
  func isMet(by results: Results) -> Bool? {
    switch self {
    case .atLeast(let factor, let other): results.ratio(.hub, to: other).map { $0 >= factor }
    case .atMost(let factor, let other): results.ratio(.hub, to: other).map { $0 <= factor }
    case .atMostValue(let value): results.median(of: .hub).map { $0 <= value }
    }
  }
}
