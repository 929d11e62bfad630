extension Setting {
  /// Every setting, in the order of help. Flags, variables, file keys, defaults, ranges and help
  /// all come from here.
  static let table: [Setting] =
    listening + authentication + logging + limits + rates + timing

  static let listening: [Setting] = [
    .text(
      "config", \.configurationFile, as: .path, "file",
      "JSON file with settings; keys are the options below without their dashes"),
    .text("host", \.host, as: .host, "host", "Address to listen on"),
    .number(
      "port", \.port, in: 0...65_535, "port",
      "Port to listen on; 0 picks a free one; plain PORT counts when HUB_PORT is not set"),
    .list(
      "listen", \.listeners, of: .listener, "place",
      "Another port, host:port or [v6]:port to listen at"),
    .number(
      "loops", \.loops, in: 1...256, "n", "Relay loops, a thread each",
      shown: { _ in "one per core" }),
    .list(
      "allow-origin", \.allowedOrigins, of: .origin, "origin",
      "Origin of pages that may use the hub, besides those of its own host", otherwise: "403"),
    .list(
      "trusted-proxy", \.trustedProxies, of: .block, "cidr",
      "Proxy whose X-Forwarded-For and X-Forwarded-Proto are believed"),
    .choices(
      "dialects", \.dialects, "words", "Wire protocols that clients may speak"),
    .list(
      "stun-server", \.stunServers, of: .stunServer, "url",
      "STUN server that clients are told of in their welcome"),
    .toggle(
      "pages", \.pages, "off serves no pages: no call, no inspector, no docs, no /client.js"),
  ]

  static let authentication: [Setting] = [
    .text(
      "jwt-hs256-file", \.tokens.hs256File, as: .namedFile, "file",
      "Secret of 32 bytes or more; clients' tokens are signed with it and HS256"),
    .text(
      "jwt-public-key-file", \.tokens.publicKeyFile, as: .namedFile, "file",
      "Public key as PEM that clients' tokens are checked with"),
    .text(
      "jwks-file", \.tokens.keySetFile, as: .namedFile, "file",
      "JWK set that clients' tokens are checked with"),
    .text(
      "jwt-audience", \.tokens.audience, as: .claim, "text",
      "What the aud of clients' tokens must be or contain"),
    .text(
      "jwt-issuer", \.tokens.issuer, as: .claim, "text",
      "What the iss of clients' tokens must be"),
    .text(
      "admin-token-file", \.tokens.adminFile, as: .namedFile, "file",
      "Token of 16 bytes or more that administrators show"),
  ]

  static let logging: [Setting] = [
    .choice("log-level", \.log.level, "level", "Least severe level that is logged"),
    .choice(
      "log-format", \.log.format, "format", "auto is text on a terminal and JSON lines elsewhere"),
  ]

  static let limits: [Setting] = [
    .number(
      "max-message-bytes", \.limits.messageBytes, in: 128...16_777_216, "bytes",
      "Size of a message", otherwise: "close 1009"),
    .number(
      "max-message-frames", \.limits.messageFrames, in: 1...65_536, "n",
      "Frames of a message", otherwise: "close 1009"),
    .number(
      "max-queue-bytes", \.limits.queueBytes, in: 4096...1_073_741_824, "bytes",
      "Bytes waiting for a slow client; no fewer than a message may have",
      otherwise: "close 1008 \"slow\""),
    .number(
      "max-room-clients", \.limits.roomClients, in: 1...100_000, "n",
      "Clients in a room", otherwise: "409"),
    .number(
      "max-clients", \.limits.clients, in: 1...10_000_000, "n",
      "Clients in all", otherwise: "503 with Retry-After"),
    .number(
      "max-clients-per-address", \.limits.clientsPerAddress, in: 1...10_000_000, "n",
      "Clients of one address, or one IPv6 /64", otherwise: "429 with Retry-After"),
    .number(
      "max-http-connections", \.limits.httpConnections, in: 1...1_000_000, "n",
      "HTTP connections at once, WebSockets not counted", otherwise: "the next ones wait"),
    .number(
      "inspect-pairs", \.limits.inspectedPairs, in: 0...1_000_000, "n",
      "Pairs of clients whose events the inspector can show; 0 remembers nothing",
      otherwise: "the quietest are forgotten"),
  ]

  static let rates: [Setting] = [
    .toggle(
      "rate-limit", \.rates.enabled,
      "off lifts the rates below and --max-clients-per-address, for load tests"),
    .number(
      "joins-per-second", \.rates.joinsPerSecond, in: 1...1_000_000, "n",
      "Joins of one address", otherwise: "429 with Retry-After"),
    .number(
      "join-burst", \.rates.joinBurst, in: 1...1_000_000, "n",
      "Joins of one address at once", otherwise: "429 with Retry-After"),
    .number(
      "messages-per-second", \.rates.messagesPerSecond, in: 1...1_000_000, "n",
      "Messages of one client", otherwise: "told once, then close 4429"),
    .number(
      "message-burst", \.rates.messageBurst, in: 1...1_000_000, "n",
      "Messages of one client at once", otherwise: "told once, then close 4429"),
    .number(
      "failed-binds-per-minute", \.rates.failedBindsPerMinute, in: 1...1_000_000, "n",
      "Binds of one address with a wrong token or client", otherwise: "429 with Retry-After"),
  ]

  static let timing: [Setting] = [
    .number(
      "seat-seconds", \.timing.seat, in: 1...86_400, "s",
      "How long a joined ID waits for its WebSocket", otherwise: "it is dropped"),
    .number(
      "ping-after-seconds", \.timing.pingAfter, in: 1...3600, "s",
      "Silence before a client is pinged"),
    .number(
      "pong-within-seconds", \.timing.pongWithin, in: 1...600, "s",
      "Time to answer a ping", otherwise: "close 4408 \"lost\""),
    .number(
      "probe-after-seconds", \.timing.probeAfter, in: 1...3600, "s",
      "Silence before a client is pinged as soon as something is sent to it"),
    .number(
      "inspect-linger-seconds", \.timing.inspectLinger, in: 0...86_400, "s",
      "How long the inspector remembers a room that everybody has left"),
    .number(
      "shutdown-seconds", \.timing.shutdown, in: 1...300, "s",
      "How long a shutdown may wait for clients"),
  ]

  /// The row called `key`. Asking for one that is not in the table is a mistake of the program.
  static func named(_ key: String) -> Setting {
    guard let setting = byKey[key] else { preconditionFailure("no setting called \(key)") }
    return setting
  }

  static let byKey = Dictionary(uniqueKeysWithValues: table.map { ($0.key, $0) })
}
