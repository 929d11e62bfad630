import Logging

/// What is said once the hub listens.
struct Announcement {
  let host: String
  let port: Int

  var url: String { "http://\(Authority(host: host, port: port))" }

  /// Two commands to try, for a terminal on this machine.
  var commands: String {
    let url = "http://\(Authority(host: host, port: port).local)"
    return """
        Try it from another terminal:
          curl -X POST \(url)/api/rooms/join -d '{"roomId":"demo"}'
          curl \(url)/api/rooms/stats

      """
  }
}

/// Says where the hub listens, at notice level: as text with two commands to try, as JSON in one
/// line with the `url`.
///
/// - Parameter port: the one really bound, not the 0 that asked for any.
func announce(host: String, port: Int, as line: LogLine, log: Logger) {
  let announcement = Announcement(host: host, port: port)
  switch line {
  case .json:
    log.notice("Listening on \(announcement.url)", metadata: ["url": "\(announcement.url)"])
  case .text:
    log.notice("Listening on \(announcement.url)")
    if log.logLevel <= .notice { StandardError.write(announcement.commands) }
  }
}
