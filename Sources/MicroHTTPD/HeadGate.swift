import HTTPCore

/// The gate in front of the handlers: reads a head from the library's bytes and lets only one
/// reading of it through. It makes no `String` for the fields of a good request.
///
/// The library is lenient: it joins folded lines (onto the *name*, in 0.9.75), takes bare line
/// feeds, cuts values at NUL and lets the first of two lengths win. Everything that two programs
/// could read differently is refused here.
struct HeadGate {
  /// What a head may have.
  struct Limits {
    var targetBytes: Int
    var headerBytes: Int
    var headerFields: Int
    var bodyBytes: Int
  }

  /// The fields read so far.
  private(set) var fields: HeaderFields
  /// Whether the client waits for `100 Continue` before it sends its body.
  private(set) var expectsContinue = false

  private let limits: Limits
  private var failure: RefusedRequest?
  private var fieldBytes = 0
  private var seen: UInt16 = 0
  private var contentLength = 0
  private var isChunked = true
  private var host: Range<Int>?
  private var hostIsGood = true

  /// A gate that fills `fields`, whose memory is reused.
  init(limits: Limits, reusing fields: consuming HeaderFields) {
    self.limits = limits
    self.fields = fields
    self.fields.removeAll()
  }

  /// Whether a body was announced, rightly or not.
  var announcesBody: Bool {
    saw(.transferEncoding) || saw(.contentLength) && contentLength != 0
  }

  /// Takes one field line as the library cut it. The pointers lie in one buffer and both texts
  /// are followed by NUL. After a failure later lines only tell whether a body was announced,
  /// which decides how the refusal is sent.
  mutating func take(
    name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
  ) {
    do throws(RefusedRequest) {
      unsafe try check(name: name, value: value)
    } catch {
      failure = error
    }
  }

  /// Judges the whole head after its last line.
  ///
  /// - Parameter headBytes: the bytes from the method to the empty line, as they arrived.
  func finish(
    method: UnsafeBufferPointer<UInt8>, target: Span<UInt8>, isHTTP10: Bool, headBytes: Int
  ) throws(RefusedRequest) -> RequestHead {
    guard let method = unsafe Method(bytes: method) else {
      throw RefusedRequest(
        .unknownMethod,
        "the method is not implemented; use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS")
    }
    guard target.count <= limits.targetBytes else {
      throw RefusedRequest(
        .targetTooLong, "the request target is longer than \(limits.targetBytes) bytes")
    }
    let parsed: RequestTarget
    do throws(TargetError) {
      parsed = try RequestTarget(target)
    } catch {
      throw RefusedRequest(.badTarget, error.description)
    }
    guard parsed.path != "*" || method == .options else {
      throw RefusedRequest(.badTarget, "only OPTIONS may have * as its target")
    }
    if let failure { throw failure }
    // "method target HTTP/1.1" and the empty line: three line ends and spaces make 14 bytes.
    let lineBytes = method.rawValue.utf8.count + target.count + 14
    guard lineBytes + fieldBytes == headBytes else {
      throw RefusedRequest(
        .malformedHead,
        "the head does not add up: lines must end in CRLF and hold no NUL, no folding and no"
          + " extra spaces")
    }
    try checkHost(isHTTP10: isHTTP10, authority: parsed.authority.map { $0.count })
    return RequestHead(
      method: method, target: parsed, isHTTP10: isHTTP10,
      contentLength: try bodyLength(isHTTP10: isHTTP10))
  }

  private func saw(_ field: KnownField) -> Bool { seen & field.bit != 0 }

  private mutating func check(
    name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
  ) throws(RefusedRequest) {
    let known = unsafe KnownField(name)
    let repeated = known.map { saw($0) } ?? false
    if let known {
      seen |= known.bit
      if known == .contentLength { contentLength = unsafe decimal(value) ?? Int.max }
    }
    if failure != nil { return }
    guard name.count > 0, unsafe name.allSatisfy(ByteSet.token.contains) else {
      throw RefusedRequest(
        .badFieldName, "a header field name holds a character that is not allowed there")
    }
    fieldBytes += unsafe try lineBytes(name: name, value: value)
    guard fieldBytes <= limits.headerBytes else {
      throw RefusedRequest(
        .headerTooLarge, "the header fields are larger than \(limits.headerBytes) bytes")
    }
    guard fields.count < limits.headerFields else {
      throw RefusedRequest(
        .tooManyFields, "there are more than \(limits.headerFields) header fields")
    }
    // RFC 9110 5.5: CR, LF and NUL are dangerous, other controls invalid; the tab is white space.
    guard unsafe value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw RefusedRequest(
        .badFieldValue,
        "the header field \(unsafe text(name)) holds a control character")
    }
    if repeated {
      throw RefusedRequest(
        .repeatedField,
        "the header field \(unsafe text(name)) stands more than once; send it once")
    }
    let value = unsafe trimmed(value)
    if let known {
      try unsafe judge(known, value)
    } else if unsafe isSingularWebSocketField(name), fields.count(of: unsafe text(name)) > 0 {
      throw RefusedRequest(
        .repeatedField,
        "the header field \(unsafe text(name)) stands more than once; send it once")
    }
    unsafe fields.append(name: name, value: value)
  }

  /// The bytes a line had on the wire, from where its parts lie: the value follows the name, a
  /// colon and white space. In a folded line it does not, since the name was moved away.
  private func lineBytes(
    name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
  ) throws(RefusedRequest) -> Int {
    guard let nameStart = name.baseAddress, let valueStart = value.baseAddress
    else { return name.count + 3 }
    let distance = unsafe UnsafeRawPointer(valueStart) - UnsafeRawPointer(nameStart)
    guard distance > name.count, distance <= limits.headerBytes + name.count + 1 else {
      // RFC 9112 5.2: a server must refuse folded lines or replace the fold.
      if distance > name.count {
        throw RefusedRequest(
          .headerTooLarge, "the header fields are larger than \(limits.headerBytes) bytes")
      }
      throw RefusedRequest(
        .malformedHead, "a header field is folded over several lines; send it on one line")
    }
    for offset in name.count + 1..<max(distance, name.count + 1) {
      let byte = unsafe nameStart[offset]
      guard byte == 0x20 || byte == 0x09 else {
        throw RefusedRequest(
          .malformedHead, "a header field is folded over several lines; send it on one line")
      }
    }
    return distance + value.count + 2
  }

  private mutating func judge(
    _ field: KnownField, _ value: UnsafeBufferPointer<UInt8>
  ) throws(RefusedRequest) {
    switch field {
    case .host:
      hostIsGood = unsafe isHost(value)
    case .transferEncoding:
      // RFC 9112 6.1: a coding the server does not understand is answered with 501.
      isChunked = unsafe equalsIgnoringCase(value, "chunked")
    case .expect:
      guard unsafe equalsIgnoringCase(value, "100-continue") else {
        throw RefusedRequest(.expectation, "the only expectation that can be met is 100-continue")
      }
      expectsContinue = true
    default:
      break
    }
  }

  private func checkHost(isHTTP10: Bool, authority: Int?) throws(RefusedRequest) {
    // RFC 9112 3.2: HTTP/1.1 without Host is a bad request; HTTP/1.0 did not know the field.
    guard isHTTP10 || saw(.host) else {
      throw RefusedRequest(.missingHost, "HTTP/1.1 needs the header field Host")
    }
    guard hostIsGood else {
      throw RefusedRequest(.badHost, "Host must be a host name or address, with a port if any")
    }
  }

  private func bodyLength(isHTTP10: Bool) throws(RefusedRequest) -> Int? {
    if saw(.transferEncoding) {
      // RFC 9112 6.1: such messages are how requests are smuggled past a proxy.
      guard !saw(.contentLength) else {
        throw RefusedRequest(
          .ambiguousLength,
          "Content-Length and Transfer-Encoding are both present; send one of them")
      }
      guard !isHTTP10 else {
        throw RefusedRequest(
          .ambiguousLength, "HTTP/1.0 has no Transfer-Encoding; send Content-Length")
      }
      guard isChunked else {
        throw RefusedRequest(
          .transferCoding, "the only transfer coding implemented is chunked")
      }
      return nil
    }
    guard contentLength <= limits.bodyBytes else {
      throw RefusedRequest(
        .bodyTooLarge, "the body is larger than \(limits.bodyBytes) bytes")
    }
    return contentLength
  }

  /// RFC 6455 11.3: of the `Sec-WebSocket-` fields only these two may be split over lines.
  private func isSingularWebSocketField(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let prefix: StaticString = "Sec-WebSocket-"
    guard name.count > prefix.utf8CodeUnitCount,
      unsafe equalsIgnoringCase(
        UnsafeBufferPointer(rebasing: name[..<prefix.utf8CodeUnitCount]), prefix)
    else { return false }
    return unsafe !equalsIgnoringCase(name, "Sec-WebSocket-Protocol")
      && !equalsIgnoringCase(name, "Sec-WebSocket-Extensions")
  }
}

private func decimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  guard bytes.count > 0 else { return nil }
  var number = 0
  for index in bytes.indices {
    let byte = unsafe bytes[index]
    guard byte &- 0x30 < 10, number < Int.max / 16 else { return nil }
    number = number * 10 + Int(byte - 0x30)
  }
  return number
}

private func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var end = bytes.count
  while end > 0, unsafe bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
  return unsafe UnsafeBufferPointer(rebasing: bytes[..<end])
}

private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  unsafe String(decoding: bytes, as: UTF8.self)
}
