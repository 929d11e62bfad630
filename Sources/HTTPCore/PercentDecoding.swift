/// Why the text of a request target cannot be used. Offsets count bytes of the raw text.
public enum TargetError: Error, Hashable, Sendable {
  /// A byte no request target may hold in the raw: a space, a control byte, `#`, or one over 0x7E.
  case forbiddenByte(offset: Int)
  /// A `%` that two hexadecimal digits do not follow.
  case badEscape(offset: Int)
  /// An escape that stands for a control character, `%00` among them.
  case controlCharacter(offset: Int)
  /// The decoded bytes are not UTF-8.
  case notUTF8
  /// More query parameters than `Query.maximumParameters`.
  case tooManyParameters
  /// Neither a path that opens with `/`, nor an absolute `http` address, nor `*`.
  case notAPath
}

extension TargetError: CustomStringConvertible {
  /// What is wrong and what would be right, for the client.
  public var description: String {
    switch self {
    case .forbiddenByte(let offset):
      "the request target holds a byte at offset \(offset) that must be percent-encoded"
    case .badEscape(let offset):
      "the request target holds a % at offset \(offset) without two hexadecimal digits after it"
    case .controlCharacter(let offset):
      "the request target holds an escaped control character at offset \(offset);"
        + " control characters are not accepted"
    case .notUTF8:
      "the request target does not decode to UTF-8; percent-encode the bytes of UTF-8 text"
    case .tooManyParameters:
      "the query holds more than \(Query.maximumParameters) parameters"
    case .notAPath:
      "the request target must be a path that opens with /"
    }
  }
}

/// Decodes percent-encoded text (RFC 3986 2.1), strictly.
enum PercentDecoding {
  /// What `+` means: a plus in a path, a space in a query (the form encoding of WHATWG URL).
  enum Plus { case plus, space }

  static func decode(
    _ raw: Span<UInt8>, in range: Range<Int>, plus: Plus
  ) throws(TargetError) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = raw[index]
      switch byte {
      case UInt8(ascii: "%"):
        guard index + 2 < range.upperBound, let high = hexValue(raw[index + 1]),
          let low = hexValue(raw[index + 2])
        else { throw .badEscape(offset: index) }
        let value = high << 4 | low
        guard value >= 0x20, value != 0x7F else { throw .controlCharacter(offset: index) }
        decoded.append(value)
        index += 3
        continue
      case UInt8(ascii: "+") where plus == .space:
        decoded.append(UInt8(ascii: " "))
      case 0x21...0x7E where byte != UInt8(ascii: "#"):
        decoded.append(byte)
      default:
        throw .forbiddenByte(offset: index)
      }
      index += 1
    }
    guard let text = String(validating: decoded, as: UTF8.self) else { throw .notUTF8 }
    return text
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
