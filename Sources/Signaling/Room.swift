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
    func connections(except excluded: ConnectionID?, into list: inout [ConnectionID]) {
      for index in clients.values.indices {
        if let connection = clients.values[index].connection, connection != excluded {
          list.append(connection)
        }
      }
    }
  }

  /// The room's name.
  public let id: RoomID
  let state = Mutex(State())

  init(id: RoomID) {
    self.id = id
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

  /// Finds whom a message of this member goes to.
  ///
  /// - Parameters:
  ///   - target: the one addressee, or nil for everybody else in the room.
  ///   - recipients: what everybody else is appended to; untouched for one addressee, so that the
  ///     common message costs no list.
  public func route(to target: ClientID?, into recipients: inout [ConnectionID]) -> Routing {
    room.state.withLock { state in
      // By identity: a member that left, or whose name somebody else holds now, sends nothing.
      guard let own = state.clients.index(forKey: clientID),
        state.clients.values[own].connection == connection
      else { return .senderGone }
      guard let target else {
        state.connections(except: connection, into: &recipients)
        return .everybody
      }
      guard let index = state.clients.index(forKey: target), index != own,
        let addressee = state.clients.values[index].connection
      else { return .targetNotFound }
      return .one(addressee)
    }
  }
}

/// What became of a message's routing.
public enum Routing: Equatable, Sendable {
  /// To this connection.
  case one(ConnectionID)
  /// To the connections that were appended (none, in a room of one).
  case everybody
  /// The addressee is not a bound client of the sender's room.
  case targetNotFound
  /// The sender is no longer a member.
  case senderGone
}
