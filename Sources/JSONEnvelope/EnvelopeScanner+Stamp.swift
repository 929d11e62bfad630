/// How one scanned object is written with one stamp: decided once, written as often as needed.
public struct StampedEnvelope: Hashable, Sendable {
  /// How many bytes writing it takes.
  public let byteCount: Int

  /// Bit `n` is set when member `n` is left out.
  fileprivate let dropped: UInt128
}

extension EnvelopeScanner {
  /// Decides how the scanned object `text` is written with `stamp`, and how long that gets.
  public func stamped(_ stamp: EnvelopeStamp, in text: Span<UInt8>) -> StampedEnvelope {
    precondition(object.upperBound <= text.count, "not the scanned text")
    var dropped: UInt128 = 0
    for index in 0..<memberCount where stamp.drops(slots[index].member.key, of: text) {
      dropped |= 1 << UInt128(index)
    }
    var byteCount = 0
    forEachPart(of: stamp, dropped) { _, part in byteCount += part.count }
    return StampedEnvelope(byteCount: byteCount, dropped: dropped)
  }

  /// Writes the scanned object `text` into the front of `buffer`: the stamp's members first, then
  /// the object's own in their order, without the dropped ones, byte for byte as they came.
  ///
  /// `envelope` is what `stamped(_:in:)` returned for the same text and stamp. Returns the number
  /// of bytes written, `envelope.byteCount`; `buffer` must have room for them.
  @discardableResult
  public func write(
    _ envelope: StampedEnvelope, _ stamp: EnvelopeStamp, in text: Span<UInt8>,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    precondition(buffer.count >= envelope.byteCount, "the buffer is too small")
    precondition(object.upperBound <= text.count, "not the scanned text")
    var written = 0
    // The caller hands out memory as a buffer; each part is checked against it.
    unsafe text.withUnsafeBytes { text in
      unsafe stamp.head.withUnsafeBytes { head in
        forEachPart(of: stamp, envelope.dropped) { source, part in
          let bytes = unsafe UnsafeRawBufferPointer(
            rebasing: (source == .head ? head : text)[part])
          unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[written...]).copyMemory(from: bytes)
          written += part.count
        }
      }
    }
    return written
  }

  /// Appends the scanned object `text` to `output`, stamped as `write(_:_:in:into:)` does it.
  public func append(
    _ stamp: EnvelopeStamp, in text: Span<UInt8>, to output: inout [UInt8]
  ) {
    let envelope = stamped(stamp, in: text)
    forEachPart(of: stamp, envelope.dropped) { source, part in
      output.append(source == .head ? stamp.head.span : text, part)
    }
  }

  /// Where a part of a stamped object comes from.
  private enum Source { case head, text }

  /// Calls `body` with the parts that, one after the other, make up the stamped object: the head
  /// and one range of the text in the common case that nothing is dropped.
  @inline(__always)
  private func forEachPart(
    of stamp: EnvelopeStamp, _ dropped: UInt128, _ body: (Source, Range<Int>) -> Void
  ) {
    if dropped == 0, memberCount > 0 {
      body(.head, 0..<stamp.headCount)
      body(.text, slots[0].member.whole.lowerBound..<object.upperBound)
    } else {
      forEachKeptPart(of: stamp, dropped, body)
    }
  }

  /// `forEachPart` when members are left out, or there are none.
  @inline(never)
  private func forEachKeptPart(
    of stamp: EnvelopeStamp, _ dropped: UInt128, _ body: (Source, Range<Int>) -> Void
  ) {
    let isKept = { (index: Int) in dropped & 1 << UInt128(index) == 0 }
    let closingBrace = max(object.upperBound - 1, 0)..<object.upperBound
    guard let last = (0..<memberCount).last(where: isKept) else {
      // Nothing follows the head, so neither does its last comma.
      body(.head, 0..<max(stamp.headCount - 1, 1))
      body(.text, closingBrace)
      return
    }
    body(.head, 0..<stamp.headCount)
    var runStart: Int?
    for index in 0...last {
      if isKept(index) {
        if runStart == nil { runStart = slots[index].member.whole.lowerBound }
      } else if let start = runStart {
        // Up to the dropped member's key: the comma before it now separates what it stood between.
        body(.text, start..<slots[index].member.whole.lowerBound)
        runStart = nil
      }
    }
    if let start = runStart { body(.text, start..<slots[last].member.value.upperBound) }
    body(.text, closingBrace)
  }
}
