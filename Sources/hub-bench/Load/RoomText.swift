/// A text with the name of a room in it, made ready for rooms that differ in their numbers.
struct RoomText {
  private let head: [UInt8]
  /// Nil when the text names no room.
  private let tail: [UInt8]?

  /// - Parameters:
  ///   - make: Makes the text from the name of a room.
  ///   - roomPrefix: What the names of all rooms start with.
  init(roomPrefix: String, _ make: (String) -> String) {
    // A character that no text has by itself marks where the number goes.
    let parts = make("\(roomPrefix)-\u{1}").split(
      separator: "\u{1}", omittingEmptySubsequences: false)
    head = Array(parts[0].utf8)
    tail = parts.count > 1 ? Array(parts[1].utf8) : nil
  }

  /// The text for the room with that number.
  func bytes(room: Int) -> [UInt8] {
    guard let tail else { return head }
    return head + String(room).utf8 + tail
  }
}
