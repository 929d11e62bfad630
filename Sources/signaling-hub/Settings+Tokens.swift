import Authentication

/// The keys and secrets that the settings name, read and checked.
extension Settings {
  /// What checks the tokens of clients; nil when no keys are set.
  ///
  /// - Throws: `Failure` with 78 that names the flag, the file, and what is wrong with it.
  func tokenVerifier() async throws(Failure) -> TokenVerifier? {
    let (path, flag): (String, String)
    let source: KeySource
    if !tokens.hs256File.isEmpty {
      (path, flag) = (tokens.hs256File, "--jwt-hs256-file")
      source = .hs256Secret(try SmallFile.readSecret(path, of: flag))
    } else if !tokens.publicKeyFile.isEmpty {
      (path, flag) = (tokens.publicKeyFile, "--jwt-public-key-file")
      source = .publicKey(pem: try SmallFile.readText(path, of: flag))
    } else if !tokens.keySetFile.isEmpty {
      (path, flag) = (tokens.keySetFile, "--jwks-file")
      source = .jwks(json: try SmallFile.readText(path, of: flag))
    } else {
      return nil
    }
    do {
      return try await TokenVerifier(
        source, audience: tokens.audience.isEmpty ? nil : tokens.audience,
        issuer: tokens.issuer.isEmpty ? nil : tokens.issuer)
    } catch {
      throw .keys(path, of: flag, error)
    }
  }

  /// The administrators' token; nil when none is set.
  ///
  /// - Throws: `Failure` with 78 that names the flag, the file, and what is wrong with it.
  func adminToken() throws(Failure) -> AdminToken? {
    guard !tokens.adminFile.isEmpty else { return nil }
    let flag = "--admin-token-file"
    let content = try SmallFile.read(tokens.adminFile, of: flag)
    do {
      return try AdminToken(file: content)
    } catch {
      throw .keys(tokens.adminFile, of: flag, error)
    }
  }
}

extension Settings.Tokens {
  /// Why these settings contradict each other; nil if they do not.
  var contradiction: String? {
    let files = [
      ("jwt-hs256-file", hs256File), ("jwt-public-key-file", publicKeyFile),
      ("jwks-file", keySetFile),
    ]
    let given = files.filter { !$0.1.isEmpty }.map(\.0)
    if given.count > 1 {
      return "\(given.joined(separator: " and ")) exclude each other: keys come from one file"
    }
    for (key, value) in [("jwt-audience", audience), ("jwt-issuer", issuer)]
    where given.isEmpty && !value.isEmpty {
      return "\(key) without keys: no token would be checked; set one of"
        + " \(files.map(\.0).joined(separator: ", "))"
    }
    return nil
  }
}

extension Failure {
  /// The file of keys at `path`, which `flag` names, cannot be used: 78.
  static func keys(_ path: String, of flag: String, _ problem: KeyProblem) -> Failure {
    .file("\(LogText.escaped(path)) \(problem.message)", of: flag)
  }
}
