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
  /// A connection's socket is closed.
  mutating func closed(_ id: ConnectionID)
  /// Another thread has news.
  mutating func noticed(_ notice: Notice, _ connections: inout Connections<Member>)
  /// A connection came too late: its loop has ended.
  func refused(_ ticket: Ticket)
}
