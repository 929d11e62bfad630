import HTTPCore
import Signaling
import Synchronization

/// Finds out who a request comes from, by its access token, before it is answered.
struct IdentityCheck: Sendable {
  private let services: Services
  private let refusals: RefusalCounters
  private let advice = Advice()

  /// That the advice is given once.
  private final class Advice: Sendable {
    let isGiven = Atomic(false)
  }

  init(services: Services, refusals: RefusalCounters) {
    self.services = services
    self.refusals = refusals
  }

  /// Answers a request once its token is checked: 400 for two tokens, 401 for one that is not
  /// accepted, and else what `answer` makes of the identity.
  ///
  /// Without a token `answer` is called at once, with nil; the hub itself refuses strangers where it
  /// takes none.
  ///
  /// - Parameters:
  ///   - subprotocols: those that a WebSocket handshake offers.
  ///   - isNeeded: whether the request is for a members-only room. Elsewhere a hub without keys
  ///     leaves tokens unread: they may be meant for a proxy.
  func identify(
    _ request: Request, subprotocols: [String] = [], isNeeded: Bool,
    then answer: @escaping @Sendable (Identity?) -> Response
  ) -> Response {
    guard let verify = services.verify else {
      guard isNeeded else { return answer(nil) }
      if !advice.isGiven.exchange(true, ordering: .relaxed) { services.adviseOnKeys() }
      refusals.count("no_keys")
      return Self.unauthorized("this hub has no key to check tokens with")
    }
    let token: String?
    do throws(RequestProblem) {
      token = try BearerToken.find(in: request, subprotocols: subprotocols)
    } catch {
      refusals.count("parameters")
      return .error(.badRequest, error.description)
    }
    guard let token else { return answer(nil) }
    return .later { [refusals] responder in
      Task {
        switch await verify(token) {
        case .success(let identity):
          responder.answer(answer(identity))
        case .failure(let refusal):
          refusals.count(refusal.label)
          responder.answer(Self.unauthorized(refusal.message))
        }
      }
    }
  }

  /// RFC 9110 15.5.2: a 401 names the scheme that is asked for.
  private static func unauthorized(_ message: String) -> Response {
    .error(.unauthorized, message, headers: [("WWW-Authenticate", "Bearer")])
  }
}
