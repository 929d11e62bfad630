import ArgumentParser
import FoundationEssentials
import Glibc

/// `signaling-hub health`: asks a running hub whether it is ready, for container health checks.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Asks a running hub whether it is ready: exit code 0 if so, 1 if not.",
    usage: "signaling-hub health [--url url] [--timeout s]",
    discussion: """
      Without --url the address is that of the hub itself: HUB_HOST and HUB_PORT (or PORT), or of \
      the file that HUB_CONFIG names.

      EXAMPLES:
        signaling-hub health
        signaling-hub health --url http://127.0.0.1:8080 --timeout 1
      """)

  @Option(
    help: ArgumentHelp(
      "Where the hub is; the path is /readyz unless given (default: http://127.0.0.1:1337)",
      valueName: "url"))
  var url: String?

  @Option(help: ArgumentHelp("Seconds to wait for the answer, 1 to 60", valueName: "s"))
  var timeout = 3

  func run() async throws {
    guard (1...60).contains(timeout) else {
      throw Failure.usage("--timeout is \(timeout); allowed: 1 to 60")
    }
    let check = try HealthCheck(
      url: url, environment: ProcessInfo.processInfo.environment, timeout: .seconds(timeout))
    do {
      print("ready: \(check) answered \(try check.run())")
    } catch {
      throw Failure(exitCode: EXIT_FAILURE, message: "not ready: \(check) \(error)")
    }
  }
}
