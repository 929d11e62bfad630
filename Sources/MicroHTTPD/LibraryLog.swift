import Logging
import Synchronization

extension ServerCore {
  /// Passes on what the library has to say.
  func libraryLogged(_ text: String) {
    // It may have been about to accept when its listening socket was taken away.
    if isDraining.load(ordering: .relaxed), text.hasPrefix("Error accepting") { return }
    log.log(level: LibraryLog.level(of: text), "libmicrohttpd", metadata: ["text": "\(text)"])
  }
}

/// How loud the library's texts are. It has no levels of its own.
enum LibraryLog {
  /// Texts about the machine; the rest is about clients, which write as many as they like.
  private static let serious = ["Error accepting", "Failed to", "Call to", "Fatal", "Hit process"]

  static func level(of text: String) -> Logger.Level {
    // These two are about a client after all.
    if text.hasPrefix("Failed to parse") || text.hasPrefix("Failed to send") { return .debug }
    return serious.contains { text.hasPrefix($0) } ? .warning : .debug
  }
}
