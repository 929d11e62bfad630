/// Who takes over the socket once the 101 is sent. Exactly one of the two closures is called,
/// once.
public struct Upgrade: Sendable {
  /// Takes the socket over. Called on the HTTP thread, so it must not block; it owns the
  /// descriptor from then on.
  public let adopt: @Sendable (HandedOffSocket) -> Void
  /// Undoes what was prepared: the 101 never got out, or its socket could not be kept.
  public let abandon: @Sendable () -> Void

  /// A pair of closures of which exactly one will be called.
  public init(
    adopt: @escaping @Sendable (HandedOffSocket) -> Void,
    abandon: @escaping @Sendable () -> Void
  ) {
    self.adopt = adopt
    self.abandon = abandon
  }
}

/// A connected socket that has left HTTP: non-blocking, close-on-exec, without Nagle's delay.
public struct HandedOffSocket: Sendable {
  /// The descriptor; whoever holds this value closes it.
  public let descriptor: Int32
  /// The bytes that followed the request; they come before anything read from the descriptor.
  public let received: [UInt8]
  /// The peer of the TCP connection.
  public let remote: IPAddress

  /// A socket with what was already read from it.
  public init(descriptor: Int32, received: [UInt8], remote: IPAddress) {
    self.descriptor = descriptor
    self.received = received
    self.remote = remote
  }
}
