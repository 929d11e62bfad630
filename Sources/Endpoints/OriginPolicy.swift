/// Which web pages may use the hub: those it serves itself, and those on the list.
///
/// A browser sends `Origin` with every WebSocket handshake and lets any page open one, so the
/// server has to look (RFC 6455 10.2). Other clients send none and are let in.
public struct OriginPolicy: Sendable {
  private let listed: Set<Origin>
  private let allowsAll: Bool

  /// Only the hub's own pages.
  public static let sameHost = OriginPolicy(listed: [], allowsAll: false)

  /// - Parameter allowed: origins such as `https://example.com:8443`, or `*` for all.
  /// - Returns: nil when one of them is not an origin.
  public init?(allowed: [String]) {
    var listed: Set<Origin> = []
    var allowsAll = false
    for text in allowed {
      if text == "*" {
        allowsAll = true
      } else if let origin = Origin(text) {
        listed.insert(origin)
      } else {
        return nil
      }
    }
    self.init(listed: listed, allowsAll: allowsAll)
  }

  private init(listed: Set<Origin>, allowsAll: Bool) {
    self.listed = listed
    self.allowsAll = allowsAll
  }

  /// Whether a page of this origin may open a WebSocket at `host` (the `Host` field).
  public func allowsHandshake(origin: String, host: String?) -> Bool {
    if isListed(origin) { return true }
    guard let origin = Origin(origin), let host else { return false }
    return origin.isHost(host)
  }

  /// Whether the list names this origin.
  func isListed(_ origin: String) -> Bool {
    allowsAll || Origin(origin).map(listed.contains) ?? false
  }

  /// The fields that let a page of this origin read the answer (Fetch, 3.3.3); credentials are
  /// never allowed, since the hub uses none.
  func responseFields(for origin: String?) -> [(name: String, value: String)] {
    if allowsAll { return [("Access-Control-Allow-Origin", "*")] }
    // Without a list no answer depends on the origin; with one, a cache must know that all do.
    guard !listed.isEmpty else { return [] }
    guard let origin, let known = Origin(origin), listed.contains(known) else {
      return [("Vary", "Origin")]
    }
    return [("Access-Control-Allow-Origin", known.description), ("Vary", "Origin")]
  }
}
