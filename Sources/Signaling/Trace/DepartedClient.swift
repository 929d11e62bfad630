/// When a client came, on the monotonic clock, and the numbers of these events in its room.
struct ClientMarks: Sendable, Equatable {
  var joinedAt = MonotonicTime(nanoseconds: 0)
  /// `distantFuture` for never.
  var boundAt = MonotonicTime.distantFuture
  var joined: UInt32 = 0
  var bound: UInt32 = 0
}

/// A client that has left, as its room's trace remembers it.
struct DepartedClient: Sendable {
  let serial: UInt64
  let clientID: ClientID
  let name: String?
  let dialect: Dialect
  let address: AddressKey
  let marks: ClientMarks
  let leftAt: MonotonicTime
  let left: UInt32
  /// Nil when nobody has taken it out: its seat ran out, or its handshake came to nothing.
  let reason: LeaveReason?

  init(
    _ clientID: ClientID, _ client: Client, reason: LeaveReason?, number: UInt32,
    at now: MonotonicTime
  ) {
    serial = client.serial
    self.clientID = clientID
    name = client.profile?.value.name
    dialect = client.dialect
    address = client.address
    marks = client.marks
    leftAt = now
    left = number
    self.reason = reason
  }
}
