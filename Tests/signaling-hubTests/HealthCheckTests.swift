import Testing

@testable import signaling_hub

@Suite(.serialized) struct HealthCheckTests {
  /// Checks 127.0.0.1 at `port`.
  private func check(_ port: Int, timeout: Duration = .seconds(20)) async throws -> Int {
    try await onThread {
      try HealthCheck(authority: Authority(host: "127.0.0.1", port: port), timeout: timeout).run()
    }
  }

  @Test func aSuccessIsReady() async throws {
    let listener = Listener()
    let request = listener.answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    let status = try await check(listener.port)
    #expect(status == 200)
    let asked = try await request.value
    #expect(
      asked
        == "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:\(listener.port)\r\nConnection: close\r\n\r\n")
  }

  @Test(arguments: [
    ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "answered 503"),
    ("HTTP/1.1 302 Found\r\n\r\n", "answered 302"), ("SSH-2.0-x\r\n", "did not answer in HTTP"),
    ("", "did not answer in HTTP"), ("HTTP/1.1 2x0 OK\r\n", "did not answer in HTTP"),
  ])
  func anythingElseIsNot(_ answer: String, _ reason: String) async throws {
    let listener = Listener()
    let request = listener.answerOnce(answer)
    await #expect(throws: HealthCheck.NotReady(description: reason)) {
      try await check(listener.port)
    }
    _ = try await request.value
  }

  @Test func silenceEndsAtTheTimeout() async {
    let listener = Listener()
    let start = ContinuousClock.now
    await #expect(throws: HealthCheck.NotReady.self) {
      try await check(listener.port, timeout: .milliseconds(150))
    }
    #expect(ContinuousClock.now - start < .seconds(15))
  }

  @Test func aClosedPortIsNotReady() async {
    let port = Listener().port
    await #expect(throws: HealthCheck.NotReady(description: "did not answer: Connection refused")) {
      try await check(port)
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1:1337", "http://127.0.0.1:1337/readyz"),
    ("http://h/", "http://h:80/readyz"), ("http://h/livez?x=1", "http://h:80/livez?x=1"),
    ("http://[::1]:8080", "http://[::1]:8080/readyz"), ("http://[::1]", "http://[::1]:80/readyz"),
  ])
  func urlsAreTakenApart(_ url: String, _ expected: String) throws {
    let check = try HealthCheck(url: url, environment: [:], timeout: .seconds(1))
    #expect(check.description == expected)
  }

  @Test(arguments: [
    "https://h", "h:1", "http://", "http://h:0", "http://h:65536", "http://h:x", "http://a b",
    "http://u@h", "http://h\r\nX: y",
  ])
  func otherURLsAreUsageErrors(_ url: String) {
    let failure = #expect(throws: Failure.self) {
      try HealthCheck(url: url, environment: [:], timeout: .seconds(1))
    }
    #expect(failure?.exitCode == 64)
  }

  @Test(arguments: [
    ([:], "http://127.0.0.1:1337/readyz"), (["PORT": "80"], "http://127.0.0.1:80/readyz"),
    (["HUB_PORT": "81", "PORT": "80"], "http://127.0.0.1:81/readyz"),
    (["HUB_HOST": "0.0.0.0"], "http://127.0.0.1:1337/readyz"),
    (["HUB_HOST": "::"], "http://[::1]:1337/readyz"),
    (["HUB_PORT": "tcp://10.0.0.1:1"], "http://127.0.0.1:1337/readyz"),
  ])
  func withoutURLTheEnvironmentSaysWhere(
    _ environment: [String: String], _ expected: String
  ) throws {
    let check = try HealthCheck(url: nil, environment: environment, timeout: .seconds(1))
    #expect(check.description == expected)
  }
}
