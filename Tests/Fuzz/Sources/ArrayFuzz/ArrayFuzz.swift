import JSONEnvelope

/// Scans one input as an array, and compares with the scanner of objects, to which it is the value
/// of a member.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArray(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer's buffer, copied at once: the exact size lets the sanitizer see reads past its end.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var array = ArrayScanner()
  let wrapped = wrap(bytes)
  do throws(EnvelopeError) {
    try array.scan(bytes.span)
  } catch {
    precondition(0...bytes.count ~= error.offset, "the error lies outside the text")
    precondition(array.count == 0 && array.array.isEmpty, "a failed scan left elements behind")
    switch error.kind {
    // What an object's scanner does not mind.
    case .tooManyElements: break
    default: precondition(wrapped != .success(.array), "refused: \(error)")
    }
    return 0
  }
  switch wrapped {
  case .success(let kind): precondition(kind == .array)
  // The object around it is one container more.
  case .failure(let error): precondition(error.kind == .tooDeep, "accepted in spite of \(error)")
  }
  checkElements(array, bytes)
  return 0
}

/// What the scanner of objects says of `bytes` as the value of a member.
private func wrap(_ bytes: [UInt8]) -> Result<Member.Kind?, EnvelopeError> {
  let text = Array(#"{"a":"#.utf8) + bytes + Array("}".utf8)
  var scanner = EnvelopeScanner()
  do throws(EnvelopeError) {
    try scanner.scan(text.span)
  } catch {
    return .failure(error)
  }
  // More than one: the bytes have ended the member and begun another.
  return .success(scanner.memberCount == 1 ? scanner.members[0].kind : nil)
}

/// Elements lie in the array, in order, one comma apart; each is a value by itself.
private func checkElements(_ array: ArrayScanner, _ bytes: [UInt8]) {
  precondition(bytes[array.array.lowerBound] == UInt8(ascii: "["))
  precondition(bytes[array.array.upperBound - 1] == UInt8(ascii: "]"))
  var end = array.array.lowerBound
  for index in 0..<array.count {
    let element = array[index]
    let between = bytes[(end + 1)..<element.value.lowerBound]
    precondition(index == 0 || bytes[end...].prefix(1 + between.count).contains(UInt8(ascii: ",")))
    precondition(between.allSatisfy { " \t\r\n,".utf8.contains($0) }, "something between")
    precondition(wrap(Array(bytes[element.value])) == .success(element.kind), "no value")
    if let text = element.string(in: bytes.span) {
      precondition(element.isString("signal", in: bytes.span) == (text == "signal"))
    }
    end = element.value.upperBound - 1
  }
}
