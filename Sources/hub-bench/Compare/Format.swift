/// Figures as a person reads them.
enum Format {
  /// `1.19 M`, `154 k`, `9.4 k` or `870`.
  static func rate(_ value: Double) -> String {
    switch value {
    case 999_500...: "\(fixed(value / 1e6, 2)) M"
    case 9_950...: "\(fixed(value / 1e3, 0)) k"
    case 999.5...: "\(fixed(value / 1e3, 1)) k"
    default: fixed(value, 0)
    }
  }

  /// `870 µs` or `12.4 ms`.
  static func time(nanoseconds: Double) -> String {
    nanoseconds < 9_950_000
      ? "\(fixed(nanoseconds / 1e3, 0)) µs" : "\(fixed(nanoseconds / 1e6, 1)) ms"
  }

  static func kib(_ value: Double) -> String { "\(fixed(value, 2)) KiB" }

  static func percent(_ share: Double) -> String { "\(fixed(share * 100, 0)) %" }

  /// A decimal number with that many digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(scaled)" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
  }

  /// A decimal number with up to two digits behind the point and no needless zeros.
  static func shortest(_ value: Double) -> String {
    var text = fixed(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
