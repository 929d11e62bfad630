import Testing

@testable import Endpoints

@Suite struct OriginPolicyTests {
  private static let allowed = ["https://app.example", "http://[2001:db8::1]:8080"]

  @Test(arguments: [
    "https://app.example", "https://app.example:443", "HTTPS://APP.EXAMPLE",
    "http://[2001:db8::1]:8080",
  ])
  func listedOriginsMayConnectWhateverTheHost(origin: String) throws {
    let policy = try #require(OriginPolicy(allowed: Self.allowed))
    #expect(policy.allowsHandshake(origin: origin, host: "hub.example"))
    #expect(policy.allowsHandshake(origin: origin, host: nil))
    #expect(policy.isListed(origin))
  }

  @Test(arguments: [
    "http://app.example", "https://app.example:8443", "https://app.example.evil.example",
    "https://evilapp.example", "https://sub.app.example", "https://app.example.",
    "https://app.example@evil.example", "https://evil.example/https://app.example",
    "https://app.exampl", "https://app.example:", "null", "", "*", "file://",
    "http://[2001:db8::1]", "http://[2001:db8::2]:8080", "https://app.example, https://x.example",
  ])
  func noneThatOnlyResemblesAListedOneMay(origin: String) throws {
    let policy = try #require(OriginPolicy(allowed: Self.allowed))
    #expect(!policy.allowsHandshake(origin: origin, host: "hub.example"))
    #expect(!policy.isListed(origin))
  }

  @Test func theHubsOwnPagesMayConnectAndNoOthers() {
    let policy = OriginPolicy.sameHost
    #expect(policy.allowsHandshake(origin: "http://hub.example:1337", host: "hub.example:1337"))
    // TLS ends at a proxy: the scheme is the page's, and the port left out is that scheme's.
    #expect(policy.allowsHandshake(origin: "https://hub.example", host: "hub.example"))
    for (origin, host) in [
      ("http://hub.example:1337", "hub.example"), ("http://hub.example", "hub.example:1337"),
      ("http://evil.example", "hub.example"), ("null", "hub.example"), ("null", "null"),
      ("http://hub.example.evil.example", "hub.example"),
    ] {
      #expect(!policy.allowsHandshake(origin: origin, host: host), "\(origin) at \(host)")
    }
    #expect(!policy.allowsHandshake(origin: "http://hub.example", host: nil))
  }

  @Test func aStarAllowsEverybodyEvenWithoutAnOriginOfItsOwn() throws {
    let policy = try #require(OriginPolicy(allowed: ["*"]))
    for origin in ["https://any.example", "null", "file://", ""] {
      #expect(policy.allowsHandshake(origin: origin, host: nil))
      #expect(
        policy.responseFields(for: origin).map { "\($0.name): \($0.value)" }
          == ["Access-Control-Allow-Origin: *"])
    }
  }

  @Test(arguments: [
    "example.com", "", "https://example.com/", "https://*.example.com", "null", "**",
  ])
  func aListWithSomethingElseInItIsRefused(text: String) {
    #expect(OriginPolicy(allowed: ["https://good.example", text]) == nil)
  }

  @Test func answersNameTheListedOriginAndVaryByIt() throws {
    let policy = try #require(OriginPolicy(allowed: Self.allowed))
    #expect(
      policy.responseFields(for: "https://APP.example:443").map { "\($0.name): \($0.value)" }
        == ["Access-Control-Allow-Origin: https://app.example", "Vary: Origin"])
    #expect(
      policy.responseFields(for: "https://evil.example").map { "\($0.name): \($0.value)" }
        == ["Vary: Origin"])
    #expect(OriginPolicy.sameHost.responseFields(for: "https://app.example").isEmpty)
  }
}
