import OrderedCollections
import Synchronization

/// A bound client as its session holds it: enough to send, without a search through the hub. A class,
/// so that using it for a message counts no reference of its parts.
public final class Membership: Sendable {
  /// The room.
  public let room: Room
  /// The client's name in it.
  public let clientID: ClientID
  /// The connection that speaks for the client.
  public let connection: ConnectionID
  /// The protocol it speaks.
  public let dialect: Dialect
  let profile: ProfileBox?

  init(
    room: Room, clientID: ClientID, connection: ConnectionID, dialect: Dialect,
    profile: ProfileBox?
  ) {
    self.room = room
    self.clientID = clientID
    self.connection = connection
    self.dialect = dialect
    self.profile = profile
  }

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
    room.state.withLock { route(to: target, in: &$0, into: &recipients, nil) }
  }

  /// Finds whom a message of this member goes to, and remembers it in the room's trace.
  ///
  /// - Parameters:
  ///   - target: whom it is for.
  ///   - recipients: what several addressees are appended to; untouched for one.
  ///   - passage: the message; its `numbers` become those of the events it is remembered as.
  public func route(
    to target: Target, into recipients: inout [Receiver], recording passage: inout Passage
  ) -> Routing {
    guard room.budget != nil else { return route(to: target, into: &recipients) }
    return room.state.withLock { state in
      let first = state.trace.number &+ 1
      let routing = route(to: target, in: &state, into: &recipients, passage)
      let end = state.trace.number &+ 1
      // Empty too after four thousand million events, when numbers start again.
      passage.numbers = first..<max(first, end)
      return routing
    }
  }

  /// Inlined into both, so that the one that records nothing pays nothing.
  @inline(__always)
  private func route(
    to target: Target, in state: inout Room.State, into recipients: inout [Receiver],
    _ passage: Passage?
  ) -> Routing {
    guard let own = ownIndex(in: state) else { return .senderGone }
    switch target {
    case .client(let name):
      return route(to: name, own, &state, passage)
    case .everybody:
      state.receivers(except: connection, into: &recipients)
      if let passage { state.recordBroadcast(passage, from: own, room) }
      return .several
    case .account(let account):
      return route(toAccount: account, own, &state, into: &recipients, passage)
    }
  }

  /// By identity: a member that left, or whose name somebody else holds now, sends nothing.
  @inline(__always)
  func ownIndex(in state: Room.State) -> Int? {
    guard let own = state.clients.index(forKey: clientID),
      state.clients.values[own].connection == connection
    else { return nil }
    return own
  }

  /// Apart, so that the common cases stay small enough to be inlined.
  @inline(never)
  private func route(
    toAccount account: String, _ own: Int, _ state: inout Room.State,
    into recipients: inout [Receiver], _ passage: Passage?
  ) -> Routing {
    // Not compared: no account has such a name.
    guard account.utf8.count <= NameRule.maximumBytes else { return .targetNotFound }
    let known = recipients.count
    for index in state.clients.values.indices where index != own {
      guard state.clients.values[index].account?.isCalled(account) == true else { continue }
      if let receiver = state.clients.values[index].receiver { recipients.append(receiver) }
      if let passage { state.record(passage, from: own, to: index, room) }
    }
    if recipients.count > known { return .several }
    // Whoever has an account goes by that: a client ID is its bearer's to choose, and could be the
    // account of somebody who is away.
    let name = ClientID(lookup: account)
    guard state.clients[name]?.account == nil else { return .targetNotFound }
    return route(to: name, own, &state, passage)
  }

  @inline(__always)
  private func route(
    to name: ClientID, _ own: Int, _ state: inout Room.State, _ passage: Passage?
  ) -> Routing {
    guard let index = state.clients.index(forKey: name), index != own else {
      return .targetNotFound
    }
    let receiver = state.clients.values[index].receiver
    if let passage { state.record(passage, from: own, to: index, room) }
    guard let receiver else { return .targetNotFound }
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
