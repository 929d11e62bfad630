/// Guesses what a misspelt name was meant to be.
enum Spelling {
  /// `; did you mean X?`, or nothing when no name is near.
  static func suggestion(for word: String, among names: some Collection<String>) -> String {
    guard let name = nearest(to: word, among: names) else { return "" }
    return "; did you mean \(name)?"
  }

  /// The name with the fewest edits, if a third of its letters or fewer need one.
  static func nearest(to word: String, among names: some Collection<String>) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let ranked = names.map { (name: $0, edits: distance(word, $0)) }
      .min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    guard let ranked, ranked.edits <= max(2, ranked.name.utf8.count / 3) else { return nil }
    return ranked.name
  }

  /// Edits (insert, delete, replace, swap neighbours) that make `from` into `to`, without regard to
  /// case or to which of `_`, `-` and `.` joins the words.
  static func distance(_ from: String, _ to: String) -> Int {
    let from = folded(from)
    let to = folded(to)
    var beforeLast: [Int] = []
    var last = Array(0...to.count)
    for (row, letter) in from.enumerated() {
      var current = [row + 1]
      for (column, other) in to.enumerated() {
        var edits = min(
          last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == to[column - 1], from[row - 1] == other {
          edits = min(edits, beforeLast[column - 1] + 1)
        }
        current.append(edits)
      }
      (beforeLast, last) = (last, current)
    }
    return last[to.count]
  }

  private static func folded(_ word: String) -> [UInt8] {
    word.lowercased().utf8.map { "_.".utf8.contains($0) ? UInt8(ascii: "-") : $0 }
  }
}
