import Testing

@testable import hub_bench

struct EndpointTests {
  @Test func aURLIsTakenApart() throws {
    let endpoint = try #require(Endpoint(argument: "ws://127.0.0.1:4711/ws"))
    #expect(endpoint.host == "127.0.0.1")
    #expect(endpoint.port == 4711)
    #expect(endpoint.path == "/ws")
    #expect(Endpoint(argument: "http://localhost")?.description == "ws://127.0.0.1:80/")
  }

  @Test(arguments: [
    "127.0.0.1:1337", "wss://127.0.0.1", "ws://example.org", "ws://127.0.0.1:99999", "ws://1:2:3",
  ])
  func whatIsNotUnderstoodIsRefused(text: String) {
    #expect(Endpoint(argument: text) == nil)
  }
}
