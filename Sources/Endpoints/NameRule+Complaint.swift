import Signaling

extension NameRule {
  /// What is wrong with a name under `key` that breaks the rule, in words for whoever sent it.
  static func complaint(about key: some CustomStringConvertible) -> String {
    "\(key) must have 1 to \(maximumBytes) bytes, no control characters"
  }
}
