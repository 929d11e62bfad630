import ArgumentParser
import Authentication
import Signaling
import Testing

@testable import signaling_hub

private let secret = "0123456789abcdef0123456789abcdef"

private func command(_ arguments: [String]) throws -> TokenCommand {
  try #require(try HubCommand.parseAsRoot(["token"] + arguments) as? TokenCommand)
}

private func failure(
  _ arguments: [String], environment: [String: String] = [:]
) throws -> Failure? {
  let command = try command(arguments)
  do throws(Failure) {
    _ = try command.make(environment: environment, at: 1_000)
    return nil
  } catch {
    return error
  }
}

@Suite struct TokenCommandTests {
  private let file: TemporaryFile

  init() throws { file = try TemporaryFile(secret + "\n") }

  @Test func theHubWithTheSameSecretAcceptsIt() async throws {
    let command = try command([
      "--room", "a", "--room", "b", "--name", "Ada", "--jwt-hs256-file", file.path,
    ])
    let token = try command.make(environment: [:], at: 1_000)
    let verifier = try await TokenVerifier(.hs256Secret(Array(secret.utf8)))
    let identity = try verifier.verify(token, now: 1_000_000)
    #expect(identity.account.id == "Ada")
    #expect(identity.rooms == .only(["a", "b"]))
    #expect(identity.expiresAt == 4_600_000)
  }

  @Test func subjectLifetimeAndWhatTheHubExpectsCanBeSet() async throws {
    let command = try command([
      "--room", "*", "--name", "Ada", "--subject", "u1", "--ttl", "1", "--jwt-audience", "hub",
    ])
    let token = try command.make(
      environment: [
        "HUB_JWT_HS256_FILE": file.path, "HUB_JWT_AUDIENCE": "other", "HUB_JWT_ISSUER": "dev",
      ], at: 1_000)
    let verifier = try await TokenVerifier(
      .hs256Secret(Array(secret.utf8)), audience: "hub", issuer: "dev")
    let identity = try verifier.verify(token, now: 1_000_000)
    #expect(identity.account.id == "u1")
    #expect(identity.rooms == .all)
    #expect(identity.expiresAt == 1_001_000)
  }

  @Test(arguments: [
    [], ["--room", ""], ["--room", "a\nb"], ["--room", "a", "--ttl", "0"],
    ["--room", "a", "--ttl", "31536001"], ["--room", "a", "--subject", ""],
    ["--room", "a", "--name", ""],
  ])
  func impossibleValuesSay64(_ arguments: [String]) throws {
    let all = ["--name", "Ada", "--jwt-hs256-file", file.path] + arguments
    #expect(try failure(all)?.exitCode == 64)
  }

  @Test func theSecretIsNeeded() throws {
    let arguments = ["--room", "a", "--name", "Ada"]
    #expect(
      try failure(arguments)
        == .usage("--jwt-hs256-file is missing: the file with the hub's secret"))
    #expect(
      try failure(arguments + ["--jwt-hs256-file", "/nonexistent"])
        == .configuration(
          "--jwt-hs256-file: cannot read /nonexistent: No such file or directory"))
    let short = try TemporaryFile("short")
    #expect(
      try failure(arguments, environment: ["HUB_JWT_HS256_FILE": short.path])
        == .configuration(
          "--jwt-hs256-file: \(short.path) has 5 bytes; a secret needs 32 or more"))
  }
}
