/// What stands in a path for the parameters of its route: percent-decoded text, one segment each.
public struct PathParameters: Sendable {
  /// In the order of the path.
  private let values: [(name: String, value: String)]

  /// No parameters.
  init() { values = [] }

  init(_ values: [(name: String, value: String)]) { self.values = values }

  /// The value of a parameter, never empty; nil when the route has none of this name.
  public subscript(name: String) -> String? { values.first { $0.name == name }?.value }
}

/// The path of a route with parameters, as segments: `/rooms/{roomID}` has two.
struct PathPattern: Sendable {
  /// What one segment of a path must be.
  enum Segment: Sendable {
    case literal([UInt8])
    case parameter(String)

    /// Equal for two segments that take the same text.
    var shape: [UInt8] {
      switch self {
      case .literal(let bytes): bytes
      case .parameter: Array("{}".utf8)
      }
    }
  }

  let segments: [Segment]

  /// Nil for a path without parameters. A brace that does not enclose a whole segment, or a name
  /// that stands twice, is a mistake in the program.
  init?(_ path: String) {
    guard path.utf8.contains(UInt8(ascii: "{")) else { return nil }
    segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
      guard $0.contains(where: { $0 == "{" || $0 == "}" }) else { return .literal(Array($0.utf8)) }
      let name = $0.dropFirst().dropLast()
      precondition(
        $0.first == "{" && $0.last == "}" && !name.isEmpty
          && !name.contains { $0 == "{" || $0 == "}" },
        "a parameter must be a whole segment in braces")
      return .parameter(String(name))
    }
    let names = segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    precondition(Set(names).count == names.count, "a parameter may stand only once in a path")
  }

  /// Equal for two patterns that match the same paths.
  var shape: [[UInt8]] { segments.map(\.shape) }

  /// Whether this pattern is tried before another: at the first difference it has the literal.
  func precedes(_ other: PathPattern) -> Bool {
    rank.lexicographicallyPrecedes(other.rank)
  }

  private var rank: [Int] {
    segments.map { if case .literal = $0 { 0 } else { 1 } }
  }

  /// Whether a path of these decoded segments is meant. A parameter takes one byte at least.
  func matches(_ path: [String]) -> Bool {
    guard path.count == segments.count else { return false }
    return zip(segments, path).allSatisfy { segment, text in
      switch segment {
      case .literal(let bytes): text.utf8.elementsEqual(bytes)
      case .parameter: !text.isEmpty
      }
    }
  }

  /// What the decoded segments of a path that matches stand for.
  func parameters(in path: [String]) -> PathParameters {
    PathParameters(
      zip(segments, path).compactMap { segment, text in
        if case .parameter(let name) = segment { (name, text) } else { nil }
      })
  }
}

extension Request {
  /// Whether an escape stands for a slash in the path. Such a slash is data, not a separator
  /// (RFC 3986 2.2), though the decoded path does not show the difference.
  var hasEscapedSlash: Bool {
    // Every escape makes the decoded path shorter.
    guard rawPath.count > path.utf8.count else { return false }
    let bytes = rawPathBytes
    return bytes.indices.dropLast(2).contains {
      bytes[$0] == UInt8(ascii: "%") && bytes[$0 + 1] == UInt8(ascii: "2")
        && bytes[$0 + 2] | 0x20 == UInt8(ascii: "f")
    }
  }

  /// The segments of the path, each decoded by itself; nil when there are more than `limit`.
  func pathSegments(limit: Int) -> [String]? {
    let bytes = rawPathBytes
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let parts = bytes.dropFirst().split(
      separator: UInt8(ascii: "/"), maxSplits: limit, omittingEmptySubsequences: false)
    guard parts.count <= limit else { return nil }
    return try? parts.map { part in
      let part = Array(part)
      return try PercentDecoding.decode(part.span, in: 0..<part.count, plus: .plus)
    }
  }

  private var rawPathBytes: [UInt8] {
    Array(target.utf8.dropFirst(rawPath.lowerBound).prefix(rawPath.count))
  }
}
