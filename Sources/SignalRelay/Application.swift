import Signaling

/// What the loop's messages mean: the hub's relay, or, in a test, an echo.
///
/// Its methods run on the loop's thread and act through `Connections`; they never block.
package protocol Application: ~Copyable, SendableMetatype {
  /// What it knows a connection as.
  associatedtype Member: Sendable
  /// What a connection comes with when the loop takes it over.
  associatedtype Ticket: Sendable
  /// What other threads tell it.
  associatedtype Notice: Sendable

  /// A connection is there.
  ///
  /// - Returns: nil to close it, with nobody to tell.
  mutating func opened(
    _ ticket: Ticket, as id: ConnectionID, _ connections: inout Connections<Member>
  ) -> Member?
  /// A complete message came. `message` is valid during the call; text is well-formed UTF-8.
  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID, _ member: Member,
    _ connections: inout Connections<Member>)
  /// A message was dropped because its sender is above the rate; it is told once.
  mutating func exceededRate(
    _ id: ConnectionID, _ member: Member, _ connections: inout Connections<Member>)
  /// A connection's end is decided: it speaks for nobody any more.
  mutating func ended(
    _ member: Member, _ reason: LeaveReason, _ connections: inout Connections<Member>)
  /// A connection is gone; `hadSocket` tells whether it held a descriptor.
  mutating func closed(
    _ id: ConnectionID, hadSocket: Bool, _ connections: inout Connections<Member>)
  /// Another thread has news.
  mutating func noticed(_ notice: Notice, _ connections: inout Connections<Member>)
  /// A connection came too late: its loop has ended.
  func refused(_ ticket: Ticket)
  /// News came too late: the loop has ended.
  func missed(_ notice: Notice)

  /// The time that `Connections.wake` was asked for has come.
  mutating func woke(
    _ id: ConnectionID, _ member: Member, _ connections: inout Connections<Member>)
  /// A connection that `Connections.listen` was asked to listen for has sent something.
  mutating func heard(_ id: ConnectionID, _ connections: inout Connections<Member>)
  /// The messages that go before a connection's close frame, if its protocol has any; without a
  /// socket, the last ones.
  func farewell(_ member: Member, _ reason: LeaveReason, hasSocket: Bool) -> [[UInt8]]
  /// A connection without a socket has messages waiting, separated by 0x1E.
  ///
  /// - Returns: how many of these bytes were taken.
  mutating func collect(_ id: ConnectionID, _ waiting: UnsafeRawBufferPointer) -> Int
  /// A connection without a socket has taken over another's.
  mutating func moved(from: ConnectionID, to: ConnectionID)
}

/// What an application does that has one protocol, and no connection without a socket.
extension Application where Self: ~Copyable {
  package func missed(_ notice: Notice) {}
  package mutating func woke(
    _ id: ConnectionID, _ member: Member, _ connections: inout Connections<Member>
  ) {}
  package mutating func heard(_ id: ConnectionID, _ connections: inout Connections<Member>) {}
  package func farewell(_ member: Member, _ reason: LeaveReason, hasSocket: Bool) -> [[UInt8]] {
    []
  }
  package mutating func collect(_ id: ConnectionID, _ waiting: UnsafeRawBufferPointer) -> Int { 0 }
  package mutating func moved(from: ConnectionID, to: ConnectionID) {}
}
