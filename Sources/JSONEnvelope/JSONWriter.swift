extension [UInt8] {
  /// Appends `string` as a JSON string literal, quotes included.
  ///
  /// Escapes what RFC 8259 7 says must be: quote, backslash and the control bytes below 0x20.
  public mutating func appendJSON(_ string: String) {
    // Not `utf8Span`: of a short string, which has no memory of its own, an optimized build (6.3.1) may
    // let it point to a place on the stack that holds something else by then.
    var string = string
    string.withUTF8 { unsafe appendJSON(utf8: $0.span) }
  }

  /// Appends a static string as a JSON string literal, quotes included.
  public mutating func appendJSON(_ string: StaticString) {
    string.withUTF8Buffer { appendJSON(utf8: unsafe $0.span) }
  }

  /// Appends `key` as a JSON string literal and the colon that follows a key.
  public mutating func appendJSON(key: StaticString) {
    appendJSON(key)
    append(ASCII.colon)
  }

  /// Appends a scanned member's value as it came; `text` is the scanned text.
  public mutating func appendJSON(valueOf member: Member, in text: Span<UInt8>) {
    append(text, member.value)
  }

  /// Appends UTF-8 bytes, which are not checked, as a JSON string literal, quotes included.
  public mutating func appendJSON(utf8: Span<UInt8>) {
    let text = utf8
    reserveCapacityForAppending(text.count + 2)
    append(ASCII.quote)
    var position = 0
    while position < text.count {
      let end = text.endOfPlainRun(from: position)
      append(text, position..<end)
      if end < text.count { appendSpecial(text.byte(at: end)) }
      position = end + 1
    }
    append(ASCII.quote)
  }

  /// Appends one byte of a string that ends a plain run.
  private mutating func appendSpecial(_ byte: UInt8) {
    switch byte {
    case 0x80...: append(byte)
    case ASCII.quote, ASCII.backslash: appendEscape(byte)
    case 0x08: appendEscape(UInt8(ascii: "b"))
    case ASCII.tab: appendEscape(UInt8(ascii: "t"))
    case ASCII.lineFeed: appendEscape(UInt8(ascii: "n"))
    case 0x0C: appendEscape(UInt8(ascii: "f"))
    case ASCII.carriageReturn: appendEscape(UInt8(ascii: "r"))
    default:
      appendEscape(UInt8(ascii: "u"))
      append(ASCII.zero)
      append(ASCII.zero)
      append(ASCII.hexadecimalDigit(byte >> 4))
      append(ASCII.hexadecimalDigit(byte & 0xF))
    }
  }

  private mutating func appendEscape(_ byte: UInt8) {
    append(ASCII.backslash)
    append(byte)
  }

  /// Makes room for `count` more bytes, growing geometrically as `append` does.
  private mutating func reserveCapacityForAppending(_ additional: Int) {
    let needed = count + additional
    if needed > capacity { reserveCapacity(Swift.max(needed, 2 * capacity)) }
  }

  /// Appends the bytes of `text` in `range`, which lies in it.
  public mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
    // The only way to append a span's bytes at once; the buffer is not kept.
    unsafe text.withUnsafeBytes { bytes in
      unsafe UnsafeRawBufferPointer(rebasing: bytes[range]).withMemoryRebound(to: UInt8.self) {
        unsafe append(contentsOf: $0)
      }
    }
  }
}
