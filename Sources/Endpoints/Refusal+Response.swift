import HTTPCore
import Signaling
import Synchronization

/// Each refusal of the hub as an answer, and as a label.
extension Refusal {
  /// The answer that says so.
  var response: Response {
    switch self {
    case .roomFull(let capacity):
      .error(.conflict, "the room is full: it holds \(capacity) clients")
    case .seatsTaken(let capacity, let retryAfter):
      .error(
        .conflict,
        "the room is full: \(capacity) clients have joined and not yet connected",
        headers: Self.retry(retryAfter))
    case .clientNotFound:
      .error(.notFound, "Client not found in room")
    case .tokenMissing:
      .error(.forbidden, "this client's token is needed: the one its join answered with")
    case .wrongToken:
      .error(.forbidden, "wrong token: it must be the one this client's join answered with")
    case .alreadyBound:
      .error(.conflict, "another handshake is binding this client at this moment; try again")
    case .nameHeld, .nameTaken:
      .error(.conflict, "the name is taken: somebody is in the room under it")
    case .unauthenticated:
      .error(
        .unauthorized, "this chat room is for members: a token for it is needed",
        headers: [("WWW-Authenticate", "Bearer")])
    case .notAMember:
      .error(.forbidden, "the token does not open this chat room")
    case .tooManyClients(let limit):
      .error(
        .serviceUnavailable, "the hub is full: it holds \(limit) clients",
        headers: Self.retry(.seconds(10)))
    case .tooManyClientsFromAddress(let limit):
      .error(
        .tooManyRequests, "too many clients from this address: at most \(limit)",
        headers: Self.retry(.seconds(10)))
    case .tooManyJoins(let retryAfter):
      .error(
        .tooManyRequests, "too many joins from this address",
        headers: Self.retry(retryAfter))
    case .tooManyFailedBinds(let retryAfter):
      .error(
        .tooManyRequests, "too many wrong tokens from this address",
        headers: Self.retry(retryAfter))
    case .noDescriptors:
      .error(
        .serviceUnavailable, "the hub has no file descriptor left for another connection",
        headers: Self.retry(.seconds(5)))
    case .draining:
      .error(
        .serviceUnavailable, "the hub is stopping", headers: Self.retry(.seconds(5)))
    }
  }

  /// The metric's label.
  var label: String {
    switch self {
    case .roomFull: "room_full"
    case .seatsTaken: "seats_taken"
    case .clientNotFound: "client_not_found"
    case .tokenMissing: "token_missing"
    case .wrongToken: "wrong_token"
    case .alreadyBound: "already_bound"
    case .nameHeld, .nameTaken: "name_taken"
    case .unauthenticated: "unauthenticated"
    case .notAMember: "not_a_member"
    case .tooManyClients: "too_many_clients"
    case .tooManyClientsFromAddress: "too_many_clients_from_address"
    case .tooManyJoins: "too_many_joins"
    case .tooManyFailedBinds: "too_many_failed_binds"
    case .noDescriptors: "no_descriptors"
    case .draining: "draining"
    }
  }

  private static func retry(_ wait: Interval) -> [(name: String, value: String)] {
    [("Retry-After", String(wait.secondsRoundedUp))]
  }
}

/// How often the endpoints said no, by reason.
final class RefusalCounters: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func count(_ label: String) {
    counts.withLock { $0[label, default: 0] += 1 }
  }

  /// Counts the refusal and answers it.
  func answer(_ refusal: Refusal) -> Response {
    count(refusal.label)
    return refusal.response
  }

  var current: [String: Int] { counts.withLock { $0 } }
}
