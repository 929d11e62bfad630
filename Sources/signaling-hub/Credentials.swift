import Authentication

/// What clients and administrators are recognised by.
struct Credentials: Sendable {
  /// Checks the tokens of clients; nil when the hub has no keys.
  var tokens: TokenVerifier?
  /// The administrators' token; nil when there is none.
  var admin: AdminToken?

  /// Reads the files that `settings` name.
  ///
  /// - Throws: `Failure` with 78 that names the flag, the file, and what is wrong with it.
  init(_ settings: Settings) async throws(Failure) {
    tokens = try await settings.tokenVerifier()
    admin = try settings.adminToken()
  }
}
