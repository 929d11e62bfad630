/// A token in JWS compact serialization, taken apart and not yet believed (RFC 7515 3.1).
struct CompactToken {
  /// What the signature is over: header and payload as they came, with the dot between them.
  let signed: ArraySlice<UInt8>
  let header: JSONObject
  /// Decoded, and not looked into before the signature is known to be right.
  let payload: [UInt8]
  let signature: [UInt8]

  init(_ text: [UInt8]) throws(TokenProblem) {
    let parts = text.split(
      separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64URL.decode(parts[0]).flatMap(JSONObject.init),
      let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
    else { throw .malformed }
    signed = text[..<parts[1].endIndex]
    self.header = header
    self.payload = payload
    self.signature = signature
  }

  /// Checks the parts of the header that no key has a say in.
  func checkHeader() throws(TokenProblem) {
    // RFC 7515 4.1.11: whoever does not understand what crit lists must refuse.
    guard header["crit"] == nil else { throw .criticalHeader }
    guard let type = header["typ"] else { return }
    // RFC 7515 4.1.9: media types, "application/" left out; case does not count. RFC 9068 2.1 has
    // at+jwt.
    let words = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
    guard let name = header.string(type), name.utf8.count <= 32,
      words.contains(name.lowercased())
    else { throw .wrongType }
  }
}
