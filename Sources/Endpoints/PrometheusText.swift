/// Metrics in the Prometheus text format 0.0.4: a family at a time, each with its HELP and TYPE.
struct PrometheusText {
  /// The type of what is written.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  enum Kind: String {
    case counter
    case gauge
    case histogram
  }

  private(set) var bytes: [UInt8] = []

  /// One number.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    open(name, kind, help)
    sample(name, labels: "", value)
  }

  /// One number per value of one label, sorted by it.
  mutating func add(
    _ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [String: Int]
  ) {
    guard !values.isEmpty else { return }
    open(name, kind, help)
    for (value, number) in values.sorted(by: { $0.key < $1.key }) {
      sample(name, labels: #"{\#(label)="\#(Self.escaped(value))"}"#, Double(number))
    }
  }

  /// A histogram from counts of which each stands for one bucket alone.
  mutating func add(
    _ name: String, _ help: String, bounds: [Double], counts: [Int], sum: Double
  ) {
    open(name, .histogram, help)
    var total = 0
    for (index, count) in counts.enumerated() {
      total += count
      let bound = index < bounds.count ? Self.text(bounds[index]) : "+Inf"
      sample(name + "_bucket", labels: #"{le="\#(bound)"}"#, Double(total))
    }
    sample(name + "_sum", labels: "", sum)
    sample(name + "_count", labels: "", Double(total))
  }

  private mutating func open(_ name: String, _ kind: Kind, _ help: String) {
    append("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
  }

  private mutating func sample(_ name: String, labels: String, _ value: Double) {
    append("\(name)\(labels) \(Self.text(value))\n")
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Whole numbers without a fraction, as people expect counters to look.
  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }

  private static func escaped(_ value: String) -> String {
    var escaped = ""
    // By scalar: a line feed inside a grapheme such as CR LF ends the line all the same.
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += #"\\"#
      case "\"": escaped += #"\""#
      case "\n": escaped += #"\n"#
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
