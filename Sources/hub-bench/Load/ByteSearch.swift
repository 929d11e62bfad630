import Glibc

/// The little of HTTP and JSON that the tool has to read, from servers that it trusts: quick, so
/// that the generator is not what is measured.
extension UnsafeRawBufferPointer {
  /// Where a text first lies, from an offset on.
  func firstRange(of pattern: StaticString, from start: Int = 0) -> Range<Int>? {
    guard let base = baseAddress else { return nil }
    let length = pattern.utf8CodeUnitCount
    var position = start
    while position + length <= count {
      let left = count - position - length + 1
      guard
        let found = unsafe memchr(base + position, Int32(pattern.utf8Start.pointee), left)
      else { return nil }
      position = unsafe UnsafeRawPointer(found) - base
      if unsafe memcmp(base + position, pattern.utf8Start, length) == 0 {
        return position..<position + length
      }
      position += 1
    }
    return nil
  }

  /// The bytes of the first string member with that name; as long as it has no escapes.
  /// - Parameter name: The name with its quotes and colon: `"roomId":`.
  func stringMember(_ name: StaticString) -> UnsafeRawBufferPointer? {
    guard let key = unsafe firstRange(of: name) else { return nil }
    var start = key.upperBound
    while start < count, unsafe self[start] == UInt8(ascii: " ") { start += 1 }
    guard start < count, unsafe self[start] == UInt8(ascii: "\""),
      let end = unsafe firstRange(of: "\"", from: start + 1)
    else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: self[start + 1..<end.lowerBound])
  }

  /// The value of a header field of an HTTP head, without regard to case.
  /// - Parameter name: The field's name with its colon, in small letters.
  func fieldValue(_ name: StaticString) -> UnsafeRawBufferPointer? {
    var line = 0
    while let end = unsafe firstRange(of: "\r\n", from: line) {
      let value = line + name.utf8CodeUnitCount
      if value <= end.lowerBound,
        unsafe strncasecmp(
          baseAddress! + line, UnsafeRawPointer(name.utf8Start), name.utf8CodeUnitCount) == 0
      {
        let text = unsafe self[value..<end.lowerBound].drop { $0 == UInt8(ascii: " ") }
        return unsafe UnsafeRawBufferPointer(rebasing: text)
      }
      line = end.upperBound
    }
    return nil
  }

  /// The bytes as an unsigned decimal number.
  var decimal: Int? {
    var value = 0
    for index in indices {
      let byte = unsafe self[index]
      guard byte >= 0x30, byte <= 0x39, value < 1 << 40 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return unsafe isEmpty ? nil : value
  }

  var text: String { unsafe String(decoding: self, as: UTF8.self) }
}
