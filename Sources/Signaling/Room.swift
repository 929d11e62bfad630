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
    /// What passed between them.
    var trace = Trace()
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
  /// Tells its traces from those of another room of this name.
  let serial: UInt64
  /// What its trace may take; nil where nothing is traced.
  let budget: TraceBudget?
  let keepsBodiesFlag = Atomic(false)
  let state = Mutex(State())

  init(id: RoomID, createdAt: Int64, serial: UInt64 = 0, budget: TraceBudget? = nil) {
    self.id = id
    self.createdAt = createdAt
    self.serial = serial
    self.budget = budget
  }
}
