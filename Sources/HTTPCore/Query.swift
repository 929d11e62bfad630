/// The query of a request target, parsed once: `name=value` pairs in order, decoded.
///
/// The reading is that of HTML forms (`&` separates, `+` is a space), but strict: a bad escape,
/// a control character in any disguise and bad UTF-8 are errors, never repaired.
public struct Query: Sendable {
  /// One `name=value`. A pair without `=` has an empty value.
  public struct Parameter: Hashable, Sendable {
    /// The decoded name.
    public let name: String
    /// The decoded value.
    public let value: String
  }

  /// More pairs than this are an error.
  public static let maximumParameters = 64

  /// Every pair in order; a name may occur more than once.
  public let parameters: [Parameter]

  /// No parameters.
  public init() { parameters = [] }

  /// Parses the text behind the `?`.
  ///
  /// - Throws: `TargetError` with offsets into `raw`.
  public init(_ raw: String) throws(TargetError) {
    let bytes = Array(raw.utf8)
    try self.init(bytes.span, in: 0..<bytes.count)
  }

  init(_ raw: Span<UInt8>, in range: Range<Int>) throws(TargetError) {
    var parameters: [Parameter] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      var equals: Int?
      while end < range.upperBound, raw[end] != UInt8(ascii: "&") {
        if equals == nil, raw[end] == UInt8(ascii: "=") { equals = end }
        end += 1
      }
      if end > start {
        guard parameters.count < Self.maximumParameters else { throw .tooManyParameters }
        let nameEnd = equals ?? end
        let name = try PercentDecoding.decode(raw, in: start..<nameEnd, plus: .space)
        let value = try PercentDecoding.decode(
          raw, in: min(nameEnd + 1, end)..<end, plus: .space)
        parameters.append(Parameter(name: name, value: value))
      }
      start = end + 1
    }
    self.parameters = parameters
  }

  /// The value of the first pair with this name, compared exactly.
  public func first(_ name: String) -> String? {
    parameters.first { Self.areEqual($0.name, name) }?.value
  }

  /// The values of every pair with this name, in order.
  public func all(_ name: String) -> [String] {
    parameters.filter { Self.areEqual($0.name, name) }.map(\.value)
  }

  /// By their bytes: String compares canonical forms, which it finds in time quadratic in combining
  /// marks.
  private static func areEqual(_ name: String, _ other: String) -> Bool {
    name.utf8.elementsEqual(other.utf8)
  }
}
