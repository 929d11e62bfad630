import Testing

@testable import hub_bench

struct DialectTests {
  private static let client = Client(
    descriptor: -1, dialect: .native, id: "aB3xYz", account: "account-0")

  @Test func onlyDysonNetworkCallsClientsByTheirAccounts() {
    for dialect: Dialect in [.native, .serverpod, .nodeWS, .socketIO, .bare] {
      #expect(dialect.name(of: Self.client) == "aB3xYz")
    }
    #expect(Dialect.dysonNetwork.name(of: Self.client) == "account-0")
  }

  @Test func onlyServerpodsJSONStandsInAString() {
    #expect(Dialect.serverpod.nested(#"{"sdp":"v=0\r\n"}"#) == #"{\"sdp\":\"v=0\\r\\n\"}"#)
    #expect(Dialect.socketIO.nested(#"{"sdp":"v=0\r\n"}"#) == #"{"sdp":"v=0\r\n"}"#)
  }
}
