/// Whether bytes are `uri-host [ ":" port ]` (RFC 9110 7.2) with a host that is not empty.
func isHost(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  var index = 0
  if bytes.count > 0, unsafe bytes[0] == UInt8(ascii: "[") {
    index = 1
    while index < bytes.count, unsafe bytes[index] != UInt8(ascii: "]") {
      // RFC 3986 3.2.2: hexadecimal digits, colons, and dots for an embedded IPv4 address.
      let byte = unsafe bytes[index]
      let letter = byte | 0x20
      guard
        byte &- 0x30 < 10 || letter >= 0x61 && letter <= 0x66 || byte == UInt8(ascii: ":")
          || byte == UInt8(ascii: ".")
      else { return false }
      index += 1
    }
    guard index > 2, index < bytes.count else { return false }
    index += 1
  } else {
    while index < bytes.count, unsafe ByteSet.registeredName.contains(bytes[index]) {
      index += 1
    }
    guard index > 0 else { return false }
  }
  if index == bytes.count { return true }
  guard unsafe bytes[index] == UInt8(ascii: ":"), bytes.count - index <= 6 else { return false }
  var port = 0
  for place in index + 1..<bytes.count {
    let digit = unsafe bytes[place]
    guard digit &- 0x30 < 10 else { return false }
    port = port * 10 + Int(digit - 0x30)
  }
  return port <= 65_535
}
