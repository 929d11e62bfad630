import Testing

@testable import Endpoints

@Suite struct PrometheusTextTests {
  private static func text(_ build: (inout PrometheusText) -> Void) -> String {
    var text = PrometheusText()
    build(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test func oneNumberIsAFamilyOfOne() {
    #expect(
      Self.text { $0.add("a_total", .counter, "All.", 3) }
        == "# HELP a_total All.\n# TYPE a_total counter\na_total 3\n")
    #expect(
      Self.text { $0.add("b", .gauge, "Some.", -0.5) }
        == "# HELP b Some.\n# TYPE b gauge\nb -0.5\n")
  }

  @Test func numbersByLabelAreSortedByIt() {
    #expect(
      Self.text { $0.add("c", .counter, "By.", by: "kind", ["z": 1, "a": 2, "m": 0]) }
        == """
        # HELP c By.
        # TYPE c counter
        c{kind="a"} 2
        c{kind="m"} 0
        c{kind="z"} 1

        """)
  }

  @Test func aFamilyWithoutNumbersIsLeftOut() {
    #expect(Self.text { $0.add("c", .counter, "By.", by: "kind", [:]) } == "")
  }

  @Test(arguments: [
    (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#), ("a\r\nb", "a\r\\nb"),
    ("\"\u{301}", "\\\"\u{301}"), ("\\\u{301}", "\\\\\u{301}"), ("ä🎥{}=,", "ä🎥{}=,"), ("", ""),
  ])
  func labelValuesAreEscaped(value: String, escaped: String) {
    let text = Self.text { $0.add("c", .counter, "By.", by: "k", [value: 1]) }
    #expect(
      Array(text.utf8) == Array("# HELP c By.\n# TYPE c counter\nc{k=\"\(escaped)\"} 1\n".utf8))
  }

  @Test func aHistogramIsCumulativeAndEndsInInfinity() {
    #expect(
      Self.text { $0.add("h", "Time.", bounds: [0.5, 1, 2.5], counts: [3, 0, 4, 1], sum: 7.25) }
        == """
        # HELP h Time.
        # TYPE h histogram
        h_bucket{le="0.5"} 3
        h_bucket{le="1"} 3
        h_bucket{le="2.5"} 7
        h_bucket{le="+Inf"} 8
        h_sum 7.25
        h_count 8

        """)
  }

  @Test func wholeNumbersHaveNoFractionHoweverLarge() {
    #expect(
      Self.text { $0.add("x", .gauge, "X.", 9_007_199_254_740_992) }
        .hasSuffix("\nx 9007199254740992\n"))
    #expect(Self.text { $0.add("x", .gauge, "X.", 1e300) }.hasSuffix("\nx 1e+300\n"))
  }
}
