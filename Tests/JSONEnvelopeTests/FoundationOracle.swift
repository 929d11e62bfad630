import Foundation
import JSONEnvelope

/// Compares the scanner's verdict on a text, and the members it finds, with JSONSerialization's.
///
/// Where the scanner is stricter on purpose, the text is changed so that the reason goes away, and
/// compared again: no text is left out because it is unusual.
enum FoundationOracle {
  /// What the scanner and Foundation disagree about; nil when they agree.
  static func disagreement(on bytes: [UInt8]) -> String? {
    var scanner = EnvelopeScanner()
    do throws(EnvelopeError) {
      try scanner.scan(bytes.span)
    } catch {
      return disagreement(on: bytes, refusedFor: error)
    }
    // Foundation for Linux swallows U+FEFF inside strings: another character takes its place.
    if let mark = bytes.firstRange(of: [0xEF, 0xBB, 0xBF]) {
      var whole = bytes
      whole.replaceSubrange(mark, with: Array("\u{20AC}".utf8))
      return disagreement(on: whole)
    }
    guard let object = foundationObject(bytes) else {
      return hasHugeNumber(bytes) ? nil : "accepted what Foundation refuses"
    }
    return disagreement(on: scanner.members, of: bytes, object)
  }

  private static func disagreement(on bytes: [UInt8], refusedFor error: EnvelopeError) -> String? {
    switch error.kind {
    case .duplicateKey, .escapedKey, .tooManyMembers:
      // Such keys are refused at the top level alone.
      return disagreementOnNested(bytes)
    case .loneSurrogate:
      var whole = bytes
      whole.replaceSubrange(error.offset..<error.offset + 6, with: Array(#"\u0041"#.utf8))
      return disagreement(on: whole)
    case .byteOrderMark:
      return disagreement(on: Array(bytes.dropFirst(3)))
    case .tooDeep:
      let depth = nesting(of: bytes[...error.offset])
      return depth == EnvelopeScanner.maximumDepth + 1 ? nil : "too deep at depth \(depth)"
    case .expectedKey, .expectedValue:
      // Foundation for Linux takes a comma before a closing bracket.
      guard let comma = danglingComma(bytes, before: error.offset) else { fallthrough }
      var whole = bytes
      whole[comma] = UInt8(ascii: " ")
      return disagreement(on: whole)
    default:
      return foundationObject(bytes) == nil ? nil : "\(error) where Foundation accepts"
    }
  }

  /// Compares the verdicts alone, with the text as the value of a member.
  private static func disagreementOnNested(_ bytes: [UInt8]) -> String? {
    let nested = Array(#"{"nested":"#.utf8) + bytes + Array("}".utf8)
    var scanner = EnvelopeScanner()
    do throws(EnvelopeError) {
      try scanner.scan(nested.span)
      return foundationObject(nested) == nil && !hasHugeNumber(nested)
        ? "accepted, nested, what Foundation refuses" : nil
    } catch {
      return disagreement(on: nested, refusedFor: error)
    }
  }

  private static func disagreement(
    on members: [Member], of bytes: [UInt8], _ object: [String: Any]
  ) -> String? {
    // Swift's dictionary takes canonically equivalent keys for equal; the scanner compares bytes.
    let keys = Set(members.map { $0.keyText(in: bytes.span) })
    if keys.count < members.count { return nil }
    guard members.count == object.count else {
      return "\(members.count) members, Foundation \(object.count)"
    }
    for (index, member) in members.enumerated() {
      guard let value = object[member.keyText(in: bytes.span)] else {
        return "member \(index) is unknown to Foundation"
      }
      switch member.kind {
      case .string:
        guard let string = value as? String, let own = member.string(in: bytes.span),
          own.utf8.elementsEqual(string.utf8)
        else { return "member \(index) is another string to Foundation" }
      case .object where !(value is [String: Any]), .array where !(value is [Any]),
        .null where !(value is NSNull), .number where !(value is NSNumber),
        .true where value as? Bool != true, .false where value as? Bool != false:
        return "member \(index) is another kind of value to Foundation"
      default: break
      }
    }
    return nil
  }

  private static func foundationObject(_ bytes: [UInt8]) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
  }

  /// The last comma before `position`, where it is followed by white space and the closing bracket
  /// at `position`; nil otherwise.
  private static func danglingComma(_ bytes: [UInt8], before position: Int) -> Int? {
    guard position < bytes.count, "]}".utf8.contains(bytes[position]),
      let last = bytes[..<position].lastIndex(where: { !" \t\n\r".utf8.contains($0) }),
      bytes[last] == UInt8(ascii: ",")
    else { return nil }
    return last
  }

  /// Whether a number may be outside Double's range, where Foundation refuses it: RFC 8259 6 sets
  /// no limit and the scanner reads no values.
  private static func hasHugeNumber(_ bytes: [UInt8]) -> Bool {
    var digits = 0
    var isExponent = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if digits >= (isExponent ? 3 : 300) { return true }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        isExponent = digits > 0
        digits = 0
      case UInt8(ascii: "+"), UInt8(ascii: "-"): break
      default: (digits, isExponent) = (0, false)
      }
    }
    return false
  }

  /// How many containers are open behind the last byte of `bytes`.
  private static func nesting(of bytes: ArraySlice<UInt8>) -> Int {
    var (depth, isInString, isEscaped) = (0, false, false)
    for byte in bytes {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\"): isEscaped = isInString
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += isInString ? 0 : 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= isInString ? 0 : 1
      default: break
      }
    }
    return depth
  }
}
