/// Why the hub said no to a join, a bind or a leave.
public enum Refusal: Error, Equatable, Sendable {
  /// Every place is taken by a bound client; `capacity` is the room's limit.
  case roomFull(capacity: Int)
  /// Every seat is reserved by somebody who has not bound yet; one frees after `retryAfter`.
  case seatsTaken(capacity: Int, retryAfter: Interval)
  /// No such client in that room.
  case clientNotFound
  /// The client is bound and no token came with the request.
  case tokenMissing
  /// The token is not this client's.
  case wrongToken
  /// A connection holds, or is just taking, this client ID.
  case alreadyBound
  /// The name is held by this connection; whether it still lives has not been asked.
  case nameHeld(by: ConnectionID)
  /// The name is another's.
  case nameTaken
  /// A chat room, and no token came with the request.
  case unauthenticated
  /// A chat room that the token does not open.
  case notAMember
  /// The hub's own limit on clients; `limit` of them are there.
  case tooManyClients(limit: Int)
  /// The limit on clients behind one address.
  case tooManyClientsFromAddress(limit: Int)
  /// This address joins faster than the rate allows.
  case tooManyJoins(retryAfter: Interval)
  /// This address presented too many wrong tokens.
  case tooManyFailedBinds(retryAfter: Interval)
  /// The process has no file descriptor to spare for another connection.
  case noDescriptors
  /// The hub is stopping.
  case draining
}
