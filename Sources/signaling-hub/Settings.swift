import Logging

/// Everything that can be set. A fresh value holds the defaults.
struct Settings: Equatable, Sendable {
  /// The JSON file the other settings may stand in; empty for none.
  var configurationFile = ""
  /// The address to listen on: an IPv4 or IPv6 address or a name.
  var host = "127.0.0.1"
  /// The TCP port; 0 lets the kernel pick one.
  var port = 1337
  /// More places to listen at: `8080`, `127.0.0.1:8080`, `[::1]:8080`.
  var listeners: [String] = []
  /// How many relay loops run; a room lives on one of them.
  var loops = Processors.usable
  /// Origins of pages that may use the hub besides those of its own host, such as
  /// `https://app.example.org`; `*` stands for all.
  var allowedOrigins: [String] = []
  /// Blocks such as `10.0.0.0/8` whose `X-Forwarded-For` and `-Proto` are believed.
  var trustedProxies: [String] = []
  /// The wire protocols that clients may speak.
  var dialects = Set(DialectFamily.allCases)
  /// STUN servers that clients are told of, such as `stun:stun.example.org:3478`.
  var stunServers: [String] = []
  /// Whether the pages are served: the call, the inspector, the documentation, the module.
  var pages = true
  var tokens = Tokens()
  var log = Log()
  var limits = Limits()
  var rates = Rates()
  var timing = Timing()

  /// Files of keys and secrets, and what tokens must say; empty for none.
  struct Tokens: Equatable, Sendable {
    /// A secret shared with whoever issues tokens.
    var hs256File = ""
    /// A public key in PEM form.
    var publicKeyFile = ""
    /// A JWK set.
    var keySetFile = ""
    /// One of those that a token's `aud` must name.
    var audience = ""
    /// What a token's `iss` must be.
    var issuer = ""
    /// The administrators' token.
    var adminFile = ""
  }

  /// What is written to standard error, and how.
  struct Log: Equatable, Sendable {
    var level = Logger.Level.info
    var format = Format.auto

    enum Format: String, CaseIterable, Sendable { case auto, text, json }
  }

  /// Bounds on sizes and counts.
  struct Limits: Equatable, Sendable {
    /// Bytes of one WebSocket message.
    var messageBytes = 65_536
    /// Frames of one WebSocket message.
    var messageFrames = 64
    /// Bytes waiting to be sent to one client.
    var queueBytes = 262_144
    /// Clients in one room.
    var roomClients = 100
    /// Clients in all.
    var clients = 100_000
    /// Clients of one address (IPv6: of one /64).
    var clientsPerAddress = 500
    /// HTTP connections open at once; WebSockets do not count.
    var httpConnections = 1024
    /// Pairs of clients whose events the inspector can show, in all; 0 for none.
    var inspectedPairs = 16_384
  }

  /// Token buckets: so many per second (or minute), so many at once.
  struct Rates: Equatable, Sendable {
    /// Whether rates, and the count of clients per address, are enforced at all.
    var enabled = true
    /// Joins per second and address.
    var joinsPerSecond = 20
    /// Joins at once per address.
    var joinBurst = 60
    /// Messages per second and client.
    var messagesPerSecond = 100
    /// Messages at once per client.
    var messageBurst = 300
    /// Binds with a wrong token or of an unknown client, per minute and address.
    var failedBindsPerMinute = 10
  }

  /// Delays, all in seconds.
  struct Timing: Equatable, Sendable {
    /// How long a joined ID waits for its WebSocket.
    var seat = 120
    /// Silence after which a client is pinged.
    var pingAfter = 15
    /// How long a client has to answer a ping.
    var pongWithin = 5
    /// Silence after which a client is pinged as soon as something is sent to it.
    var probeAfter = 5
    /// How long the inspector remembers a room that everybody has left.
    var inspectLinger = 60
    /// How long a shutdown may wait for clients.
    var shutdown = 8
  }
}

extension Settings {
  /// What whoever starts the hub should know about these settings, one line each.
  var warnings: [String] {
    var lines: [String] = []
    let exposed = ([Authority(host: host, port: port)] + extraAuthorities)
      .contains { !$0.isLoopback }
    if exposed {
      lines.append(
        "Reachable from other machines without TLS: put a reverse proxy that speaks TLS in front")
    }
    if allowedOrigins.contains("*") {
      lines.append("Every origin is allowed: any page can use this hub from its visitors' browsers")
    }
    if exposed && !rates.enabled {
      lines.append("Rate limits are off: one address can use up the hub")
    }
    return lines
  }
}
