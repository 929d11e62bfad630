import Authentication
import Testing

@testable import signaling_hub

/// The public key of RFC 8037 A.2 as PEM.
private let publicKey = """
  -----BEGIN PUBLIC KEY-----
  MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
  -----END PUBLIC KEY-----

  """

private func failure(_ change: (inout Settings.Tokens) -> Void) async -> String? {
  var settings = Settings()
  change(&settings.tokens)
  do {
    _ = try await Credentials(settings)
    return nil
  } catch {
    #expect(error.exitCode == 78)
    return error.message
  }
}

@Suite struct SettingsTokensTests {
  @Test func withoutFilesThereIsNothingToCheckWith() async throws {
    let credentials = try await Credentials(Settings())
    #expect(credentials.tokens == nil)
    #expect(credentials.admin == nil)
  }

  @Test func eachFileIsReadForWhatItIs() async throws {
    let secret = try TemporaryFile("0123456789abcdef0123456789abcdef")
    #expect(await failure { $0.hs256File = secret.path } == nil)
    let pem = try TemporaryFile(publicKey)
    #expect(await failure { $0.publicKeyFile = pem.path } == nil)
    let set = try TemporaryFile(
      #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
    )
    #expect(await failure { $0.keySetFile = set.path } == nil)
    #expect(
      await failure { $0.keySetFile = pem.path }
        == "--jwks-file: \(pem.path) is no JWK set: a JSON object with an array of keys")
    #expect(
      await failure { $0.publicKeyFile = set.path }
        == "--jwt-public-key-file: \(set.path) must hold one public key in PEM form")
    #expect(
      await failure { $0.hs256File = pem.path }
        == "--jwt-hs256-file: \(pem.path) holds a PEM key, not a secret")
  }

  @Test func aFileThatCannotBeReadIsNamedWithItsFlagAndTheReason() async throws {
    let path = "/nonexistent/key"
    let message = "cannot read /nonexistent/key: No such file or directory"
    #expect(await failure { $0.hs256File = path } == "--jwt-hs256-file: \(message)")
    #expect(await failure { $0.publicKeyFile = path } == "--jwt-public-key-file: \(message)")
    #expect(await failure { $0.keySetFile = path } == "--jwks-file: \(message)")
    #expect(await failure { $0.adminFile = path } == "--admin-token-file: \(message)")
    #expect(
      await failure { $0.hs256File = "/" } == "--jwt-hs256-file: cannot read /: Is a directory")
    #expect(
      await failure { $0.keySetFile = "/dev/zero" }
        == "--jwks-file: cannot read /dev/zero: more than 1048576 bytes")
    let binary = try TemporaryFile([0xFF])
    #expect(
      await failure { $0.publicKeyFile = binary.path }
        == "--jwt-public-key-file: \(binary.path) is not UTF-8")
  }

  @Test func oneLineBreakAtTheEndIsNoPartOfASecret() async throws {
    let half = String(repeating: "x", count: 31)
    for end in ["\n", "\r\n"] {
      let short = try TemporaryFile(half + end)
      #expect(
        await failure { $0.hs256File = short.path }
          == "--jwt-hs256-file: \(short.path) has 31 bytes; a secret needs 32 or more")
    }
    let spaced = try TemporaryFile(half + " \n")
    #expect(await failure { $0.hs256File = spaced.path } == nil)
  }

  @Test func theAdminTokenIsTheFileWithoutItsWhiteSpace() async throws {
    let file = try TemporaryFile(" 0123456789abcdef\n")
    var settings = Settings()
    settings.tokens.adminFile = file.path
    let admin = try #require(try settings.adminToken())
    #expect(admin.matches("0123456789abcdef"))
    #expect(!admin.matches("0123456789abcdef\n"))
    let short = try TemporaryFile("0123456789abcde\n")
    #expect(
      await failure { $0.adminFile = short.path }
        == "--admin-token-file: \(short.path) has 15 bytes; an admin token needs 16 to 1024")
  }
}
