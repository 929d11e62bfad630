/// Which end of the connection this is. It decides who masks: everything a client sends is masked,
/// nothing a server sends is (RFC 6455 5.1).
public enum Role: Hashable, Sendable {
  /// Reads masked frames and writes unmasked ones.
  case server
  /// Reads unmasked frames and writes masked ones.
  case client
}
