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

/// Says where the hub listens, at notice level, one line for each place: as text with two commands to
/// try, as JSON with the `url`.
///
/// - Parameter places: with the ports really bound, not the 0 that asked for any; the main one first.
func announce(_ places: [Authority], as line: LogLine, log: Logger) {
  let announcements = places.map { Announcement(host: $0.host, port: $0.port) }
  for announcement in announcements {
    switch line {
    case .json:
      log.notice("Listening on \(announcement.url)", metadata: ["url": "\(announcement.url)"])
    case .text:
      log.notice("Listening on \(announcement.url)")
    }
  }
  if case .text = line, log.logLevel <= .notice, let main = announcements.first {
    StandardError.write(main.commands)
  }
}
