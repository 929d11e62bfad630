import HTTPCore
import Signaling

/// What the administrators' token opens: removing clients, and, once there is such a token, seeing
/// the names of rooms and of who is in them.
struct AdminGate: Sendable {
  let services: Services
  let refusals: RefusalCounters

  /// Answers a listing, told whether it may show names. Everybody sees them while the hub has no
  /// administrators' token; a token that is not theirs is refused rather than ignored.
  func list(_ request: Request, _ answer: (_ showsNames: Bool) -> Response) -> Response {
    guard services.adminToken != nil else { return answer(true) }
    let tokens = BearerToken.inHeader(of: request)
    guard !tokens.isEmpty else { return answer(false) }
    return refuse(request, tokens) ?? answer(true)
  }

  /// Answers a request of the inspector: for administrators only, once there is a token of theirs.
  ///
  /// - Parameter isDelicate: whether it is for them even if there is none, so that nobody gets it.
  func inspect(
    _ request: Request, isDelicate: Bool, _ answer: () -> Response
  ) -> Response {
    guard services.adminToken != nil || isDelicate else { return answer() }
    return administer(request, answer)
  }

  /// Answers a request that is for administrators only.
  func administer(_ request: Request, _ answer: () -> Response) -> Response {
    refuse(request, BearerToken.inHeader(of: request)) ?? answer()
  }

  private func refuse(_ request: Request, _ tokens: [String]) -> Response? {
    guard let matches = services.adminToken else {
      refusals.count("no_admin_token")
      return .error(.forbidden, "the hub has no admin token; start it with --admin-token-file")
    }
    guard tokens.count == 1 else {
      refusals.count("admin_token_missing")
      return .error(.forbidden, "the admin token is needed, once: 'Authorization: Bearer TOKEN'")
    }
    let address = Caller(request, trustedProxies: services.trustedProxies).key
    let now = services.now().monotonic
    do throws(Refusal) {
      // Wrong tokens of clients and of administrators are counted together: both are guesses.
      try services.hub.admission.mayBind(address, at: now)
    } catch {
      return refusals.answer(error)
    }
    guard matches(tokens[0]) else {
      services.hub.admission.bindFailed(address, at: now)
      refusals.count("wrong_admin_token")
      return .error(.forbidden, "wrong admin token")
    }
    return nil
  }
}
