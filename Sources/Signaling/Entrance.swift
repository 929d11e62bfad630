/// How a connection comes in: what its handshake has said of its client.
public enum Entrance: Sendable {
  /// As a member of the room that the handshake named.
  case member(Ticket)
  /// As somebody who will name a room in a message.
  case guest(Guest)
  /// As the WebSocket that a polling Socket.IO session wants to change over to.
  case upgrade(sid: String)
}

/// A client that has a connection, and no room yet.
public struct Guest: Sendable {
  /// The protocol that it speaks.
  public let dialect: Dialect
  /// What it is counted against.
  public let address: AddressKey
  /// Who it has proved to be; nil without a token.
  public let identity: Identity?

  /// A guest.
  public init(dialect: Dialect, address: AddressKey, identity: Identity?) {
    self.dialect = dialect
    self.address = address
    self.identity = identity
  }
}

extension Hub {
  /// Takes back what was counted for a connection that comes to nothing: its client's place, and the
  /// descriptor that it took with `Admission.openConnection`.
  public func giveBack(_ entrance: Entrance, at now: MonotonicTime) {
    switch entrance {
    case .member(let ticket): abandon(ticket, at: now)
    case .guest(let guest): admission.release(guest.address)
    case .upgrade: break
    }
    admission.connectionClosed()
  }
}
