extension IPAddress: LosslessStringConvertible {
  /// Reads dotted IPv4, or IPv6 as RFC 4291 2.2 writes it, without brackets, zone or prefix.
  public init?(_ description: String) {
    let text = Array(description.utf8)
    if let ipv4 = Self.ipv4(text[...]) {
      self.init(ipv4: ipv4)
    } else if let groups = Self.groups(text[...]) {
      self.init(high: Self.join(groups[0..<4]), low: Self.join(groups[4..<8]))
    } else {
      return nil
    }
  }

  /// Dotted for IPv4; else the one canonical form of RFC 5952.
  public var description: String {
    if let ipv4 {
      return [24, 16, 8, 0].map { String(ipv4 >> $0 & 255) }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { half in
      [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> $0) }
    }
    let zeros = Self.longestZeroRun(groups)
    let hex = { (part: ArraySlice<UInt16>) in
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard zeros.count > 1 else { return hex(groups[...]) }
    return hex(groups[..<zeros.lowerBound]) + "::" + hex(groups[zeros.upperBound...])
  }

  /// RFC 5952 4.2: the longest run of zero groups is shortened, the first of equals.
  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > best.count { best = start..<index }
      start = index + 1
    }
    return best
  }

  private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      // No leading zero: some readers take it for octal.
      guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0")
      else { return nil }
      var number: UInt32 = 0
      for byte in part {
        guard byte &- UInt8(ascii: "0") < 10 else { return nil }
        number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
      }
      guard number < 256 else { return nil }
      value = value << 8 | number
    }
    return value
  }

  private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
    let colon = UInt8(ascii: ":")
    var gap: Int?
    for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon {
      guard gap == nil else { return nil }
      gap = index
    }
    guard let gap else {
      guard let groups = run(text, endsAddress: true), groups.count == 8 else { return nil }
      return groups
    }
    guard let left = run(text[..<gap], endsAddress: false),
      let right = run(text[(gap + 2)...], endsAddress: true),
      left.count + right.count < 8
    else { return nil }
    return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
  }

  /// Groups between colons. The last one of an address may be dotted IPv4, which counts as two
  /// (RFC 4291 2.2).
  private static func run(_ text: ArraySlice<UInt8>, endsAddress: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if endsAddress, index == parts.count - 1, let ipv4 = ipv4(part) {
        groups.append(UInt16(truncatingIfNeeded: ipv4 >> 16))
        groups.append(UInt16(truncatingIfNeeded: ipv4))
        continue
      }
      guard (1...4).contains(part.count) else { return nil }
      var group: UInt16 = 0
      for byte in part {
        guard let digit = PercentDecoding.hexValue(byte) else { return nil }
        group = group << 4 | UInt16(digit)
      }
      groups.append(group)
    }
    return groups
  }

  private static func join(_ groups: ArraySlice<UInt16>) -> UInt64 {
    groups.reduce(0) { $0 << 16 | UInt64($1) }
  }
}
