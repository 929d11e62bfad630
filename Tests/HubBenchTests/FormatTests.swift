import Testing

@testable import hub_bench

struct FormatTests {
  @Test(arguments: [
    (1_190_000, "1.19 M"), (999_600, "1.00 M"), (154_400, "154 k"), (9_440, "9.4 k"),
    (999.6, "1.0 k"), (870, "870"), (0, "0"),
  ])
  func ratesAreRoundedToWhatMatters(value: Double, text: String) {
    #expect(Format.rate(value) == text)
  }

  @Test func timesSwitchToMilliseconds() {
    #expect(Format.time(nanoseconds: 870_400) == "870 µs")
    #expect(Format.time(nanoseconds: 12_400_000) == "12.4 ms")
  }

  @Test func decimalsKeepTheirZeros() {
    #expect(Format.fixed(1.005, 1) == "1.0")
    #expect(Format.fixed(2.04, 2) == "2.04")
    #expect(Format.fixed(-0.5, 1) == "-0.5")
    #expect(Format.fixed(-0.01, 1) == "0.0")
    #expect(Format.shortest(99.9) == "99.9")
    #expect(Format.shortest(4) == "4")
  }
}
