/// One of those who are, or were, in a room, for whoever reads its trace.
struct Party: Sendable {
  let serial: UInt64
  let clientID: ClientID
  let name: String?
  let dialect: Dialect
  let address: AddressKey
  let marks: ClientMarks
  let state: TracedClient.State
  let connection: ConnectionID?
  /// `distantFuture` while it is there.
  let leftAt: MonotonicTime
  let left: UInt32
  let reason: LeaveReason?

  init(_ clientID: ClientID, _ client: Client) {
    serial = client.serial
    self.clientID = clientID
    name = client.profile?.value.name
    dialect = client.dialect
    address = client.address
    marks = client.marks
    switch client.presence {
    case .seat: state = .seat
    case .binding: state = .binding
    case .bound: state = .connected
    }
    connection = client.connection
    leftAt = .distantFuture
    left = 0
    reason = nil
  }

  init(_ client: DepartedClient) {
    serial = client.serial
    clientID = client.clientID
    name = client.name
    dialect = client.dialect
    address = client.address
    marks = client.marks
    state = .left
    connection = nil
    leftAt = client.leftAt
    left = client.left
    reason = client.reason
  }

  var wasBound: Bool { marks.boundAt != .distantFuture }
  var hasLeft: Bool { leftAt != .distantFuture }

  /// When it is plain that nobody will come for its name; nil if somebody has, or it left before.
  var neverBoundAt: MonotonicTime? {
    guard !wasBound else { return nil }
    let time = marks.joinedAt + Scene.patience
    return time <= leftAt ? time : nil
  }

  /// Whether it was there, or reserved, while the other was bound.
  func hasMet(_ other: Party) -> Bool {
    other.wasBound && other.marks.boundAt < leftAt && marks.joinedAt < other.leftAt
  }
}
