import Signaling

/// A name as a request gives it: empty is as good as none, since forms send empty fields.
struct DisplayName {
  let text: String?

  /// Nil for a name that breaks `NameRule`.
  init?(_ raw: String) {
    guard raw.isEmpty || NameRule.allows(raw) else { return nil }
    text = raw.isEmpty ? nil : raw
  }
}
