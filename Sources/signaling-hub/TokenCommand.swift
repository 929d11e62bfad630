import ArgumentParser
import Authentication
import FoundationEssentials
import Glibc
import Signaling

/// `signaling-hub token`: makes a token for trying out what members of chat rooms may do.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Prints a token for development, signed with a secret that the hub has too.",
    usage: """
      signaling-hub token --room id --name name [--subject id] [--ttl s] \
      --jwt-hs256-file file [--jwt-audience text] [--jwt-issuer text]
      """,
    discussion: """
      Without the --jwt options, those of the hub itself count: HUB_JWT_HS256_FILE, \
      HUB_JWT_AUDIENCE and HUB_JWT_ISSUER, or the file that HUB_CONFIG names.

      EXAMPLES:
        signaling-hub token --room demo --name Ada --jwt-hs256-file secret
        signaling-hub token --room '*' --name Ada --ttl 60 --jwt-hs256-file secret
      """)

  @Option(help: ArgumentHelp("Chat room that it opens; may be repeated; * is all", valueName: "id"))
  var room: [String] = []

  @Option(help: ArgumentHelp("Name that peers see", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Account (default: the name)", valueName: "id"))
  var subject: String?

  @Option(help: ArgumentHelp("Seconds until it expires, 1 to 31536000", valueName: "s"))
  var ttl = 3600

  @Option(help: ArgumentHelp("Secret of 32 bytes or more", valueName: "file"))
  var jwtHs256File: String?

  @Option(help: ArgumentHelp("The token's aud", valueName: "text"))
  var jwtAudience: String?

  @Option(help: ArgumentHelp("The token's iss", valueName: "text"))
  var jwtIssuer: String?

  func run() async throws {
    print(try make(environment: ProcessInfo.processInfo.environment, at: Int64(time(nil))))
  }

  /// The token.
  ///
  /// - Parameter now: seconds since 1970.
  func make(environment: [String: String], at now: Int64) throws(Failure) -> String {
    try check()
    var settings = try SettingsLoader(environment: environment).load().settings.tokens
    if let jwtHs256File { settings.hs256File = jwtHs256File }
    guard !settings.hs256File.isEmpty else {
      throw .usage("--jwt-hs256-file is missing: the file with the hub's secret")
    }
    let flag = "--jwt-hs256-file"
    let secret = try SmallFile.readSecret(settings.hs256File, of: flag)
    let audience = jwtAudience ?? settings.audience
    let issuer = jwtIssuer ?? settings.issuer
    let token = DevelopmentToken(
      subject: subject ?? name, name: name, rooms: room,
      audience: audience.isEmpty ? nil : audience, issuer: issuer.isEmpty ? nil : issuer,
      issuedAt: now, lifetime: Int64(ttl))
    do {
      return try token.signed(with: secret)
    } catch {
      throw .keys(settings.hs256File, of: flag, error)
    }
  }

  private func check() throws(Failure) {
    guard !room.isEmpty else { throw .usage("--room is missing: the ID of a chat room, or *") }
    for id in room where id != "*" && RoomID(chat: id) == nil {
      throw .usage("--room is \(LogText.quoted(id)); allowed: the ID of a chat room, or *")
    }
    for (flag, text) in [("--name", name), ("--subject", subject ?? name)]
    where !NameRule.allows(text) {
      throw .usage(
        "\(flag) is \(LogText.quoted(text)); allowed: 1 to 128 bytes without control characters")
    }
    guard (1...31_536_000).contains(ttl) else {
      throw .usage("--ttl is \(ttl); allowed: 1 to 31536000")
    }
  }
}
