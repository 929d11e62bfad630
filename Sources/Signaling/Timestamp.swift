/// A moment in UTC, written as RFC 3339 5.6 with milliseconds: `2006-01-02T15:04:05.000Z`.
public struct Timestamp: Equatable, Sendable {
  /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let seconds: Int
  /// Of the second.
  public let milliseconds: Int

  /// A moment that many seconds and milliseconds after 1970.
  public init(seconds: Int, milliseconds: Int) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  /// A moment that many milliseconds after 1970; not before.
  public init(unixMilliseconds: Int64) {
    let (seconds, milliseconds) = Int(unixMilliseconds).quotientAndRemainder(dividingBy: 1_000)
    self.init(seconds: seconds, milliseconds: milliseconds)
  }

  /// The 24 characters.
  public var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the 24 bytes; years 0 to 9999.
  public func append(to line: inout [UInt8]) {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let second = seconds - days * 86_400
    let (year, month, day) = Self.civil(days: days)
    func digits(_ value: Int, _ count: Int, _ separator: Unicode.Scalar) {
      var divisor = [1, 10, 100, 1000][count - 1]
      while divisor > 0 {
        line.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
        divisor /= 10
      }
      line.append(UInt8(ascii: separator))
    }
    digits(year, 4, "-")
    digits(month, 2, "-")
    digits(day, 2, "T")
    digits(second / 3600, 2, ":")
    digits(second / 60 % 60, 2, ":")
    digits(second % 60, 2, ".")
    digits(milliseconds, 3, "Z")
  }

  /// The Gregorian date `days` after 1970-01-01. Years start in March, so that a leap day is the
  /// last of its year; 400 years have 146,097 days.
  static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
