import WebSocketCore

/// The one place where a loop builds the frame that it is about to queue for its receivers.
///
/// `unsafe`: raw memory of the loop's own, written with plain copies; each use ends before the
/// next begins.
@safe struct FrameBuffer: ~Copyable {
  private var memory: UnsafeMutableRawBufferPointer
  private var length = 0

  init() {
    unsafe memory = .allocate(byteCount: 4_096, alignment: 16)
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// The whole frame.
  var frame: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<length])
  }

  /// Writes the header of a text message in one frame.
  ///
  /// - Returns: where its payload goes.
  mutating func beginText(payloadLength: Int) -> UnsafeMutableRawBufferPointer {
    let headerLength = FrameWriter.headerLength(forPayload: payloadLength)
    length = headerLength + payloadLength
    if unsafe memory.count < length {
      unsafe memory.deallocate()
      unsafe memory = .allocate(byteCount: length * 2, alignment: 16)
    }
    unsafe FrameWriter.writeHeader(opcode: .text, payloadLength: payloadLength, into: memory)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[headerLength..<length])
  }
}

extension FrameBuffer {
  /// Makes a text message of these bytes, in one frame.
  mutating func setText(_ text: [UInt8]) {
    let payload = unsafe beginText(payloadLength: text.count)
    unsafe payload.copyBytes(from: text)
  }
}
