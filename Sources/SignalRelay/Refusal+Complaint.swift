import Dialects
import Signaling

/// Each refusal of the hub as an answer to a join that came as a message.
extension Refusal {
  func complaint(for request: JoinRequest, capacity: Int) -> Complaint {
    switch self {
    case .roomFull, .seatsTaken:
      SocketIODialect.roomFull(request.roomID, capacity: capacity)
    case .nameHeld, .nameTaken, .alreadyBound:
      Complaint(.nameTaken, "the name is taken: somebody is in the room under it")
    case .wrongToken, .tokenMissing, .clientNotFound:
      Complaint(.forbidden, "the token is not the one of the client with this name")
    case .unauthenticated:
      Complaint(.unauthenticated, "this chat room is for members: a token for it is needed")
    case .notAMember:
      Complaint(.forbidden, "the token does not open this chat room")
    case .tooManyClients, .noDescriptors, .draining:
      Complaint(.unavailable, "the hub takes no more clients at the moment")
    case .tooManyClientsFromAddress, .tooManyJoins, .tooManyFailedBinds:
      Complaint(.unavailable, "too many clients or joins from this address")
    }
  }
}
