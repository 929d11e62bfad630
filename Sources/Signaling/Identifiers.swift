/// The rule for names that people choose: 1 to 128 bytes of UTF-8 without control characters.
public enum NameRule {
  /// Longest room ID, client ID or display name, in UTF-8 bytes.
  public static let maximumBytes = 128

  /// Whether `text` obeys the rule. C0, DEL and C1 controls are refused: they have no place in a
  /// name and are how log lines and terminals are attacked.
  public static func allows(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= maximumBytes else { return false }
    return text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
    }
  }
}

/// A room's name, as clients give it or as the hub issues it.
public struct RoomID: Hashable, Sendable, CustomStringConvertible {
  /// Characters of an issued room ID.
  public static let issuedLength = 6
  /// The name itself.
  public let rawValue: String

  /// Nil unless `rawValue` obeys `NameRule`.
  public init?(_ rawValue: String) {
    guard NameRule.allows(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  init(issuedUsing generator: inout some RandomNumberGenerator) {
    rawValue = ShortID.make(length: Self.issuedLength, using: &generator)
  }

  /// The name itself.
  public var description: String { rawValue }
}

/// A client's name inside its room. A name, not a credential: `Token` is that.
public struct ClientID: Hashable, Sendable, CustomStringConvertible {
  /// Characters of an issued client ID (35.7 bits).
  public static let issuedLength = 6
  /// The name itself.
  public let rawValue: String

  /// Nil unless `rawValue` obeys `NameRule`.
  public init?(_ rawValue: String) {
    guard NameRule.allows(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  /// For text that comes from a message: looked up, never stored, so the rule need not hold. Text
  /// longer than a name can be becomes the empty name, which nobody has.
  public init(lookup rawValue: String) {
    // String hashes its canonical form, which it finds in time quadratic in combining marks: 64 KiB
    // of them would hold a room's lock for most of a second.
    self.rawValue = rawValue.utf8.count <= NameRule.maximumBytes ? rawValue : ""
  }

  /// Whether these are the same bytes. Enough within one room, where no two names are equivalent;
  /// `==` also takes what Unicode holds equivalent for the same, in time quadratic in combining marks.
  public func hasSameBytes(as other: ClientID) -> Bool {
    rawValue.utf8.elementsEqual(other.rawValue.utf8)
  }

  init(issuedUsing generator: inout some RandomNumberGenerator) {
    rawValue = ShortID.make(length: Self.issuedLength, using: &generator)
  }

  /// The name itself.
  public var description: String { rawValue }
}

/// One open connection, as the relay names it. Opaque here: the hub only compares and returns it.
public struct ConnectionID: Hashable, Sendable {
  /// The relay's own encoding.
  public let rawValue: UInt64

  /// Wraps the relay's encoding.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
