import OrderedCollections
import Synchronization

/// One room: its members in join order, under a lock of its own.
///
/// A relay takes only this lock. Whoever adds or removes members takes the hub's shard lock first,
/// so that an empty room leaves the shard's table in the same step.
public final class Room: Sendable {
  struct State: Sendable {
    var clients: OrderedDictionary<ClientID, Client> = [:]
    /// Members that hold a seat nobody has bound; the rest are bound or binding.
    var seats = 0
    var present: Int { clients.count - seats }

    /// The connections of all bound members but `excluded`, appended to `list` in join order.
    func receivers(except excluded: ConnectionID?, into list: inout [Receiver]) {
      for index in clients.values.indices {
        if let receiver = clients.values[index].receiver, receiver.connection != excluded {
          list.append(receiver)
        }
      }
    }

    /// All bound members in join order.
    var boundPeers: [Peer] {
      clients.compactMap { $1.connection == nil ? nil : $1.peer($0) }
    }
  }

  /// The room's name.
  public let id: RoomID
  /// When its first member came, in milliseconds since 1970-01-01 UTC.
  let createdAt: Int64
  let state = Mutex(State())

  init(id: RoomID, createdAt: Int64) {
    self.id = id
    self.createdAt = createdAt
  }
}

/// A bound client as its session holds it: enough to send, without a search through the hub.
public struct Membership: Sendable {
  /// The room.
  public let room: Room
  /// The client's name in it.
  public let clientID: ClientID
  /// The connection that speaks for the client.
  public let connection: ConnectionID
  /// The protocol it speaks.
  public let dialect: Dialect
  let profile: ProfileBox?

  /// As its peers are told who sent a message.
  public var sender: Sender {
    Sender(clientID: clientID, profile: profile?.value ?? Profile())
  }

  /// When it has to end because its token does, in milliseconds since 1970-01-01 UTC.
  public var expiresAt: Int64? { profile?.expiresAt }

  /// Finds whom a message of this member goes to.
  ///
  /// - Parameters:
  ///   - target: whom it is for.
  ///   - recipients: what several addressees are appended to; untouched for one, so that the
  ///     common message costs no list.
  public func route(to target: Target, into recipients: inout [Receiver]) -> Routing {
    room.state.withLock { state in
      // By identity: a member that left, or whose name somebody else holds now, sends nothing.
      guard let own = state.clients.index(forKey: clientID),
        state.clients.values[own].connection == connection
      else { return .senderGone }
      switch target {
      case .client(let name):
        return route(to: name, own, state)
      case .everybody:
        state.receivers(except: connection, into: &recipients)
        return .several
      case .account(let account):
        return route(toAccount: account, own, state, into: &recipients)
      }
    }
  }

  /// Apart, so that the common cases stay small enough to be inlined.
  @inline(never)
  private func route(
    toAccount account: String, _ own: Int, _ state: Room.State,
    into recipients: inout [Receiver]
  ) -> Routing {
    // Not compared: no account has such a name.
    guard account.utf8.count <= NameRule.maximumBytes else { return .targetNotFound }
    let known = recipients.count
    for index in state.clients.values.indices where index != own {
      if let receiver = state.clients.values[index].receiver,
        state.clients.values[index].account?.isCalled(account) == true
      {
        recipients.append(receiver)
      }
    }
    if recipients.count > known { return .several }
    // Whoever has an account goes by that: a client ID is its bearer's to choose, and could be the
    // account of somebody who is away.
    let name = ClientID(lookup: account)
    guard state.clients[name]?.account == nil else { return .targetNotFound }
    return route(to: name, own, state)
  }

  @inline(__always)
  private func route(to name: ClientID, _ own: Int, _ state: Room.State) -> Routing {
    guard let index = state.clients.index(forKey: name), index != own,
      let receiver = state.clients.values[index].receiver
    else { return .targetNotFound }
    return .one(receiver)
  }
}

/// What became of a message's routing.
public enum Routing: Equatable, Sendable {
  /// To this connection.
  case one(Receiver)
  /// To the connections that were appended (none, in a room of one).
  case several
  /// The addressee is not a bound client of the sender's room.
  case targetNotFound
  /// The sender is no longer a member.
  case senderGone
}
