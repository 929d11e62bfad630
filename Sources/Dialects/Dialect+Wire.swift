import Signaling

extension Dialect {
  /// How this dialect reads and writes.
  public var wire: any WireDialect.Type {
    switch self {
    case .native: NativeDialect.self
    case .serverpod: ServerpodDialect.self
    case .dysonNetwork: DysonNetworkDialect.self
    case .dysonNetworkGuide: DysonNetworkGuideDialect.self
    case .nodeWS: NodeWSDialect.self
    case .socketIO: SocketIODialect.self
    }
  }
}
