import Glibc
import HTTPCore
import Logging
import MicroHTTPD
import SignalRelay
import Signaling
import WebSocketCore

/// An echo server for the Autobahn test cases: the hub's own HTTP server, handshake and relay loop,
/// with limits that let the largest cases pass.
///
///     autobahn-echo [--port PORT]
@main enum Main {
  static func main() throws {
    let log = Logger(label: "autobahn-echo") { StreamLogHandler.standardError(label: $0) }
    let loop = try RelayLoop(limits) { Echo() }
    let configuration = HTTPServer.Configuration(port: try port())
    let http = try HTTPServer(configuration, log: log) { answer($0, loop) }
    print("listening on \(http.port)")
    fflush(nil)
    withExtendedLifetime(http) {
      while true { pause() }
    }
  }

  /// Group 9 sends messages of 16 MiB, some of them in frames of 64 bytes.
  private static var limits: SignalRelay.Configuration {
    var limits = SignalRelay.Configuration()
    limits.messageBytes = 16 << 20
    limits.messageFrames = limits.messageBytes / 64
    limits.queueBytes = 64 << 20
    limits.messageRate = nil
    limits.pingAfter = .seconds(600)
    limits.pongWithin = .seconds(600)
    limits.probeAfter = .seconds(600)
    limits.takesBinary = true
    limits.messageWithin = .seconds(600)
    return limits
  }

  private static func port() throws -> UInt16 {
    let arguments = CommandLine.arguments.dropFirst()
    guard let flag = arguments.first else { return 0 }
    guard flag == "--port", arguments.count == 2, let port = arguments.last.flatMap(UInt16.init)
    else { throw UsageError() }
    return port
  }

  private static func answer(_ request: Request, _ loop: RelayLoop<Echo>) -> Response {
    let handshake: Handshake
    do throws(Handshake.Refusal) {
      handshake = try Handshake.check(method: request.method.rawValue) { request.headers.all($0) }
    } catch {
      return .error(
        Status(rawValue: error.status), error.message,
        headers: error.fields.map { ($0.0, $0.1) })
    }
    let upgrade = Upgrade { socket in
      let isTaken = loop.adopt(
        descriptor: socket.descriptor, received: socket.received, ticket: Echo.Ticket())
      if !isTaken { close(socket.descriptor) }
    } abandon: {
    }
    return .upgrade(
      upgrade, headers: handshake.responseFields(subprotocol: nil).map { ($0.0, $0.1) })
  }

  private struct UsageError: Error, CustomStringConvertible {
    var description: String { "usage: autobahn-echo [--port PORT]" }
  }
}
