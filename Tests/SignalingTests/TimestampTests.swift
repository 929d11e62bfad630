import Foundation
import Testing

@testable import Signaling

private func text(_ seconds: Int, _ milliseconds: Int = 0) -> String {
  var bytes: [UInt8] = []
  Timestamp(seconds: seconds, milliseconds: milliseconds).append(to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000Z"), (-1, 999, "1969-12-31T23:59:59.999Z"),
    (951_782_400, 1, "2000-02-29T00:00:00.001Z"), (4_107_542_400, 10, "2100-03-01T00:00:00.010Z"),
    (1_709_251_199, 100, "2024-02-29T23:59:59.100Z"),
    (253_402_300_799, 0, "9999-12-31T23:59:59.000Z"),
  ])
  func writesRFC3339(_ seconds: Int, _ milliseconds: Int, _ expected: String) {
    #expect(text(seconds, milliseconds) == expected)
  }

  @Test func agreesWithFoundationOverFourCenturies() {
    var seconds = -2_208_988_800
    let style = Date.ISO8601FormatStyle()
    while seconds < 10_413_792_000 {
      let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
      #expect(text(seconds).replacing(".000Z", with: "Z") == expected)
      seconds += 86_400 * 13 + 12_347
    }
  }
}
