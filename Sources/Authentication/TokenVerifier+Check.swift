import Signaling

extension TokenVerifier {
  /// The verifier as those who take connections want it.
  ///
  /// - Parameter now: the time of day, in milliseconds since 1970.
  public func check(now: @escaping @Sendable () -> Int64) -> VerifyToken {
    { token in
      do throws(TokenProblem) {
        return .success(try verify(token, now: now()))
      } catch {
        return .failure(IdentityProblem(label: error.label, message: error.message))
      }
    }
  }
}
