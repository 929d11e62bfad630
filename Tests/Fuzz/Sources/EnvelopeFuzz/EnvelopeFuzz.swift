import JSONEnvelope

private let stamp = EnvelopeStamp("from", "Ab3dE9")

/// Scans one input, checks what must hold for every result, and compares it with Foundation's.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEnvelope(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer's buffer, copied at once: the exact size lets the sanitizer see reads past its end.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  if let disagreement = FoundationOracle.disagreement(on: bytes) { fatalError(disagreement) }
  var scanner = EnvelopeScanner()
  do throws(EnvelopeError) {
    try scanner.scan(bytes.span)
  } catch {
    precondition(0...bytes.count ~= error.offset, "the error lies outside the text")
    precondition(scanner.members.isEmpty, "a failed scan left members behind")
    return 0
  }
  checkRanges(scanner, bytes)
  checkTexts(scanner, bytes)
  checkStamped(scanner, bytes)
  return 0
}

/// Members lie inside the object, in order, and do not overlap.
private func checkRanges(_ scanner: EnvelopeScanner, _ bytes: [UInt8]) {
  var end = scanner.object.lowerBound
  precondition(bytes[end] == UInt8(ascii: "{"))
  for member in scanner.members {
    precondition(member.whole.lowerBound > end, "members overlap")
    precondition(member.key.upperBound < member.value.lowerBound && !member.value.isEmpty)
    precondition(bytes[member.key.lowerBound - 1] == UInt8(ascii: "\""))
    precondition(bytes[member.key.upperBound] == UInt8(ascii: "\""))
    end = member.value.upperBound
  }
  precondition(end < scanner.object.upperBound || scanner.members.isEmpty)
  precondition(bytes[scanner.object.upperBound - 1] == UInt8(ascii: "}"))
}

/// A string equals what it reads, and nothing longer or shorter.
private func checkTexts(_ scanner: EnvelopeScanner, _ bytes: [UInt8]) {
  for member in scanner.members {
    guard let text = member.string(in: bytes.span) else { continue }
    precondition(member.equals(text, in: bytes.span), "a string differs from what it reads")
    precondition(!member.equals(text + "x", in: bytes.span), "a string equals a longer one")
    precondition(text.isEmpty || !member.equals("", in: bytes.span), "a string equals nothing")
  }
}

/// A stamped object is an object again, with the stamped sender first and no other one.
private func checkStamped(_ scanner: EnvelopeScanner, _ bytes: [UInt8]) {
  let envelope = scanner.stamped(stamp, in: bytes.span)
  var output: [UInt8] = []
  scanner.append(stamp, in: bytes.span, to: &output)
  var written = [UInt8](repeating: 0, count: envelope.byteCount)
  unsafe written.withUnsafeMutableBytes {
    _ = unsafe scanner.write(envelope, stamp, in: bytes.span, into: $0)
  }
  precondition(output == written, "written and appended differ")
  var again = EnvelopeScanner()
  do throws(EnvelopeError) {
    try again.scan(output.span)
  } catch {
    // The sender may be the one member too many.
    precondition(error.kind == .tooManyMembers, "stamped text is refused: \(error)")
    return
  }
  precondition(again.members[0].isString("Ab3dE9", in: output.span), "the sender is not first")
  let senders = again.members.filter { $0.keyText(in: output.span).lowercased() == "from" }
  precondition(senders.count == 1, "another sender got through")
  let kept = scanner.members.filter { $0.keyText(in: bytes.span).lowercased() != "from" }
  precondition(again.members.count == kept.count + 1, "a member got lost")
  for (before, after) in zip(kept, again.members.dropFirst()) {
    precondition(bytes[before.whole] == output[after.whole], "a member has changed")
  }
}
