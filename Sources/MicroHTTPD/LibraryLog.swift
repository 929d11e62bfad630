import Logging

extension ServerCore {
  /// Passes on what the library has to say, but what `Quiescence` waits for.
  func libraryLogged(_ text: String) {
    if LibraryLog.isAboutListening(text), quiescence.acceptFailed() { return }
    log.log(level: LibraryLog.level(of: text), "libmicrohttpd", metadata: ["text": "\(text)"])
  }
}

/// How loud the library's texts are. It has no levels of its own.
enum LibraryLog {
  /// Texts about the machine; the rest is about clients, which write as many as they like.
  private static let serious = ["Error accepting", "Failed to", "Call to", "Fatal", "Hit process"]

  /// Whether it failed to accept a connection, or to listen in its epoll set.
  static func isAboutListening(_ text: String) -> Bool {
    text.hasPrefix("Error accepting") || text.hasPrefix("Call to epoll_ctl failed")
  }

  static func level(of text: String) -> Logger.Level {
    // These two are about a client after all.
    if text.hasPrefix("Failed to parse") || text.hasPrefix("Failed to send") { return .debug }
    return serious.contains { text.hasPrefix($0) } ? .warning : .debug
  }
}
