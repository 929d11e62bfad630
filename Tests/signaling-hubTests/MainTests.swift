import Foundation
import Testing

@testable import signaling_hub

/// The built executable, from its arguments to its exit code.
@Suite(.serialized) struct MainTests {
  private func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> HubProcess.Outcome {
    try await HubProcess(arguments, environment: environment).finish()
  }

  @Test func versionAndHelpGoToStandardOutput() async throws {
    let version = try await run(["--version"])
    #expect(version.code == 0)
    #expect(version.output == "\(HubCommand.version)\n")
    for arguments in [["--help"], ["-h"], ["help"], ["serve", "--help"]] {
      let help = try await run(arguments)
      #expect(help.code == 0)
      #expect(help.output.contains("--max-message-bytes <bytes>"))
      #expect(help.errors == "")
    }
  }

  @Test func usageErrorsSay64() async throws {
    let misspelt = try await run(["--prot", "1"])
    #expect(misspelt.code == 64)
    #expect(
      misspelt.errors == """
        signaling-hub: Unknown option '--prot'. Did you mean '--port'?
        signaling-hub: try 'signaling-hub --help'

        """)
    let range = try await run(["--port", "65536"])
    #expect(range.code == 64)
    #expect(range.errors == "signaling-hub: --port is \"65536\"; allowed: 0 to 65535\n")
  }

  @Test func configurationErrorsSay78() async throws {
    let variable = try await run([], environment: ["HUB_PROT": "1"])
    #expect(variable.code == 78)
    #expect(variable.errors.split(separator: "\n").count == 1)
    let file = try TemporaryFile("{\"port\": 1,\n\"port\": 2}")
    let duplicate = try await run(["--config", file.path])
    #expect(duplicate.code == 78)
    #expect(duplicate.errors.hasPrefix("signaling-hub: \(file.path):2:"))
    let code1 = try await run(["--config", "/nonexistent"]).code
    #expect(code1 == 78)
  }

  @Test func filesOfKeysThatAreNoneSay78AndShowNothingOfThem() async throws {
    let file = try TemporaryFile("not a key but 15")
    for flag in ["--jwt-hs256-file", "--jwt-public-key-file", "--jwks-file"] {
      let result = try await run(["--port", "0", flag, file.path])
      #expect(result.code == 78)
      #expect(result.errors.hasPrefix("signaling-hub: \(flag): \(file.path) "))
      #expect(!result.errors.contains("but 15"))
    }
    let missing = try await run(["--port", "0", "--admin-token-file", "/nonexistent"])
    #expect(missing.code == 78)
    #expect(
      missing.errors
        == "signaling-hub: --admin-token-file: cannot read /nonexistent: No such file or directory\n"
    )
  }

  @Test func aTokenIsOneLineOfStandardOutput() async throws {
    let file = try TemporaryFile("0123456789abcdef0123456789abcdef")
    let result = try await run([
      "token", "--room", "demo", "--name", "Ada", "--jwt-hs256-file", file.path,
    ])
    #expect(result.code == 0)
    #expect(result.errors == "")
    #expect(result.output.hasPrefix("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
    #expect(result.output.split(separator: "\n").count == 1)
    let nameless = try await run(["token", "--room", "demo", "--jwt-hs256-file", file.path])
    #expect(nameless.code == 64)
  }

  @Test func aPortInUseSays69() async throws {
    let listener = Listener()
    let result = try await run(["--port", "\(listener.port)"])
    #expect(result.code == 69)
    #expect(
      result.errors.contains(
        "signaling-hub: cannot listen on 127.0.0.1:\(listener.port): Address already in use\n"))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func theFirstSignalDrainsAndExitsWith0(_ signal: Int32) async throws {
    let (hub, port) = try await HubProcess.serving()
    #expect(port > 0)
    let start = ContinuousClock.now
    hub.signal(signal)
    let result = try await hub.finish()
    #expect(result.code == 0)
    #expect(result.signal == nil)
    #expect(ContinuousClock.now - start < .seconds(7))
    #expect(result.errors.contains(#""msg":"Stopped""#))
    for line in result.errors.split(separator: "\n") {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func theSecondSignalEndsTheProcessAtOnce(_ signal: Int32) async throws {
    let (hub, port) = try await HubProcess.serving(["--shutdown-seconds", "60"])
    // A WebSocket client that never answers the hub's close frame.
    let client = Listener.openWebSocket(to: port)
    #expect(client >= 0)
    defer { close(client) }
    hub.signal(SIGTERM)
    _ = try await hub.readErrors(until: "Shutting down")
    try await Task.sleep(for: .milliseconds(100))
    #expect(hub.process.isRunning)
    let start = ContinuousClock.now
    hub.signal(signal)
    let result = try await hub.finish()
    #expect(result.signal == signal)
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func clientsThatStayDoNotHoldTheShutdownBeyondItsLimit() async throws {
    let (hub, port) = try await HubProcess.serving(["--shutdown-seconds", "1"])
    let client = Listener.openWebSocket(to: port)
    #expect(client >= 0)
    defer { close(client) }
    let start = ContinuousClock.now
    hub.signal(SIGTERM)
    let result = try await hub.finish()
    #expect(result.code == 0)
    #expect(ContinuousClock.now - start < .seconds(4))
    #expect(result.errors.contains("left behind"))
  }

  @Test func healthFollowsTheHub() async throws {
    let (hub, port) = try await HubProcess.serving()
    let ready = try await run(["health", "--url", "http://127.0.0.1:\(port)"])
    #expect(ready.code == 0)
    #expect(ready.output == "ready: http://127.0.0.1:\(port)/readyz answered 200\n")
    let code2 = try await run(["health"], environment: ["PORT": "\(port)"]).code
    #expect(code2 == 0)
    hub.signal(SIGTERM)
    let drained = try await hub.finish()
    #expect(drained.code == 0)
    let gone = try await run(["health"], environment: ["HUB_PORT": "\(port)"])
    #expect(gone.code == 1)
    #expect(
      gone.errors == """
        signaling-hub: not ready: http://127.0.0.1:\(port)/readyz did not answer: Connection refused

        """)
    let code3 = try await run(["health", "--timeout", "0"]).code
    #expect(code3 == 64)
    let code4 = try await run(["health", "--url", "https://h"]).code
    #expect(code4 == 64)
  }

  @Test func textSaysWhereItListensAndWhatToTry() async throws {
    let hub = try HubProcess(["--port", "0", "--log-format", "text"])
    let text = try await hub.readErrors(until: "/api/rooms/stats\n")
    #expect(text.contains(" notice   Listening on http://127.0.0.1:"))
    #expect(text.contains("    curl -X POST http://127.0.0.1:"))
    hub.signal(SIGTERM)
    let drained = try await hub.finish()
    #expect(drained.code == 0)
  }

  @Test func warningsComeBeforeTheAnnouncement() async throws {
    let hub = try HubProcess(
      ["--host", "0.0.0.0", "--port", "0"], environment: ["HUB_SERVICE_HOST": "10.0.0.1"])
    let lines = try await hub.readErrors(until: "Listening").split(separator: "\n")
    #expect(lines.first?.contains("TLS") == true)
    hub.signal(SIGTERM)
    let drained = try await hub.finish()
    #expect(drained.code == 0)
  }
}
