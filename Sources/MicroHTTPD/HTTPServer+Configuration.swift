extension HTTPServer {
  /// Where the server listens and what it lets a client have. Every limit has a default fit for
  /// a public server of small requests.
  public struct Configuration: Sendable {
    /// A name, an IPv4 address or an IPv6 address without brackets.
    public var host = "127.0.0.1"
    /// The TCP port; 0 lets the system pick a free one, see `HTTPServer.port`.
    public var port: UInt16 = 1337
    /// Connections at one time. At the limit new ones wait in the kernel's queue.
    public var maximumConnections = 1024
    /// Connections at one time from one address, 0 for no limit. One more is closed unanswered.
    public var connectionsPerAddress = 0
    /// Memory libmicrohttpd sets aside per connection, in bytes: it holds the request's head, the
    /// records of its fields and query pairs, and the answer's head. A head that overflows it is
    /// answered by the library's own page instead of JSON, so it is kept well above the limits
    /// below; but the library clears all of it after each request, so more makes requests slower.
    public var poolBytes = 20_480
    /// Bytes of all field lines of a request together; more is 431.
    public var maximumHeaderBytes = 8_192
    /// Field lines of a request; more is 431.
    public var maximumHeaderFields = 64
    /// Bytes of the request target; more is 414.
    public var maximumTargetBytes = 4_096
    /// Bytes of a body; more is 413.
    public var maximumBodyBytes = 65_536
    /// From the start of a connection, or the first bytes of a later request, to the end of the
    /// head; later is 408.
    public var headerDeadline: Duration = .seconds(5)
    /// From the end of the head to the end of the body; later is 408.
    public var bodyDeadline: Duration = .seconds(5)
    /// From the finished request to the moment the client's kernel took the whole answer; later
    /// the connection is cut. Every piece of a stream has this time, a few kilobytes each.
    public var sendDeadline: Duration = .seconds(10)
    /// From the moment a handler put its answer off to that answer; later is 504.
    public var answerDeadline: Duration = .seconds(60)
    /// Streams at one time, each of which holds a connection; one more is 503.
    public var maximumStreams = 64
    /// Of these, those of one address, or one IPv6 /64; 0 lifts this limit.
    public var streamsPerAddress = 0
    /// How long a connection may stay open between two requests; then it is closed.
    public var keepAlive: Duration = .seconds(15)

    /// The defaults, on a host and a port.
    public init(host: String = "127.0.0.1", port: UInt16 = 1337) {
      self.host = host
      self.port = port
    }

    /// The library's own limit on silence, in seconds: a second line behind the deadlines.
    var connectionTimeout: UInt32 {
      let longest = max(headerDeadline, bodyDeadline, sendDeadline, keepAlive)
      return UInt32(clamping: longest.components.seconds + 5)
    }
  }
}
