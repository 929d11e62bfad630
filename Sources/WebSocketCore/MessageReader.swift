/// The inbound half of one WebSocket connection as a value: bytes in, messages out (RFC 6455 5
/// and 6.2). It performs no I/O and knows no time.
///
/// A message that lies whole in the input costs no copy and no allocation: it is unmasked where it
/// is, checked, and handed out as a pointer into the input. Only an unfinished message or control
/// frame is kept, in one buffer that grows with the bytes that arrived and is given back with the
/// first call after the message was handed out. An idle reader owns no memory.
///
/// Call `next` until it answers `.none`. Every rule is applied as soon as the bytes that break it
/// are there: limits on the header, before any payload; UTF-8 byte by byte, also inside an
/// unfinished frame.
@safe
public struct MessageReader: ~Copyable {
  /// What is done with the bytes that come next.
  private enum Stage: UInt8 {
    case header, payload, ended
  }

  /// What the last event pointed to and the next call frees.
  private enum Delivered: UInt8 {
    case nothing, controlFrame, message
  }

  /// The message's bytes, then those of a control frame that interrupts it.
  private var buffer = PayloadBuffer()
  private var partialHeader = PartialHeader()
  /// How many bytes of `buffer` belong to the message.
  private var messageBytes = 0
  /// How many bytes of the current frame's payload have not arrived.
  private var payloadLeft = 0
  /// The masking key for the next byte of the payload; zero, which changes nothing, at a client.
  private var key = MaskingKey(rawValue: 0)
  private var frames: UInt32 = 0
  private var stage = Stage.header
  private var delivered = Delivered.nothing
  private var opcode = Opcode.continuation
  private var isFinal = false
  /// Text or binary while a message is open.
  private var message: Opcode?
  /// How many bytes at the end of the open text begin a scalar that is not whole yet.
  private var unfinishedScalar: UInt8 = 0

  /// A reader at the start of a connection, behind the handshake.
  public init() {}

  /// Whether a part of a frame or of a fragmented message is held. An endpoint that bounds its
  /// memory puts a deadline on it.
  public var hasUnfinishedMessage: Bool {
    stage == .payload || (stage == .header && (message != nil || partialHeader.count > 0))
  }

  /// How many bytes of memory the reader owns beside itself; 0 when it is idle.
  public var ownedBytes: Int { buffer.capacity }

  /// Takes bytes from `input` at `position` up to the next event and moves `position` behind them.
  ///
  /// `.none` means that all of `input` is consumed. The payload of an event points into `input`,
  /// which is unmasked in place, or into the reader's buffer: it is valid until the next call and
  /// while `input` is. After `.close` and `.failure` the connection carries no more messages
  /// (RFC 6455 5.5.1 and 7.1.7): further input is swallowed.
  public mutating func next(
    _ input: UnsafeMutableRawBufferPointer, from position: inout Int, limits: Limits
  ) -> Event {
    releaseDelivered()
    do {
      while true {
        switch stage {
        case .header:
          guard let header = try unsafe readHeader(input, from: &position, role: limits.role)
          else { return .none }
          try admit(header, limits: limits)
          if header.isWholeEvent, header.payloadLength <= input.count &- position {
            let end = position &+ header.payloadLength
            let payload = unsafe UnsafeMutableRawBufferPointer(rebasing: input[position..<end])
            position = end
            return try unsafe deliver(payload, of: header)
          }
          begin(header)
        case .payload:
          try unsafe takePayload(input, from: &position, limits: limits)
          guard payloadLeft == 0 else { return .none }
          if let event = try finishFrame() { return event }
        case .ended:
          buffer.release()
          position = input.count
          return .none
        }
      }
    } catch {
      end()
      buffer.release()
      return .failure(error.code, error.reason)
    }
  }

  private mutating func releaseDelivered() {
    switch delivered {
    case .nothing: return
    case .controlFrame where messageBytes > 0: buffer.truncate(to: messageBytes)
    case .controlFrame, .message: buffer.release()
    }
    delivered = .nothing
  }

  private mutating func end() {
    stage = .ended
    message = nil
    messageBytes = 0
  }
}

// A reader is the only owner of its buffer, so whoever holds the reader may take it to another
// thread.
extension MessageReader: @unchecked Sendable {}

/// Headers.
extension MessageReader {
  private mutating func readHeader(
    _ input: UnsafeMutableRawBufferPointer, from position: inout Int, role: Role
  ) throws(ProtocolViolation) -> FrameHeader? {
    if partialHeader.count == 0 {
      let rest = unsafe input.bytes.extracting(position...)
      if let header = try FrameHeader.parse(rest, role: role) {
        position &+= header.byteCount
        return header
      }
    }
    while position < input.count {
      let byte = unsafe input[position]
      position += 1
      if let header = try partialHeader.append(byte, role: role) {
        partialHeader = PartialHeader()
        return header
      }
    }
    return nil
  }

  /// Checks what depends on the frames before and on the limits, before any payload is taken.
  @inline(__always)
  private func admit(_ header: FrameHeader, limits: Limits) throws(ProtocolViolation) {
    if header.opcode.isControl { return }
    // RFC 6455 5.4: fragments of one message are not interleaved with those of another.
    if header.opcode == .continuation {
      guard message != nil else {
        throw .init(.protocolError, "continuation frame without a message")
      }
    } else {
      guard message == nil else {
        throw .init(.protocolError, "new message inside a fragmented one")
      }
    }
    guard Int(frames) < limits.frames else {
      throw .init(.messageTooBig, "message of too many frames")
    }
    guard header.payloadLength <= limits.messageBytes &- messageBytes else {
      throw .init(.messageTooBig, "message too big")
    }
  }

  private mutating func begin(_ header: FrameHeader) {
    opcode = header.opcode
    isFinal = header.isFinal
    key = header.key ?? MaskingKey(rawValue: 0)
    payloadLeft = header.payloadLength
    stage = .payload
    if opcode.isControl { return }
    if opcode != .continuation { message = opcode }
    frames &+= 1
  }
}

/// Payloads.
extension MessageReader {
  /// Turns a payload that lies whole in the input into its event.
  @inline(__always)
  private mutating func deliver(
    _ payload: UnsafeMutableRawBufferPointer, of header: FrameHeader
  ) throws(ProtocolViolation) -> Event {
    let isASCII = unsafe header.key?.apply(to: payload) ?? false
    if header.opcode == .text, !isASCII {
      try Self.checkEnd(UTF8Check(unsafe payload.bytes))
    }
    return try unsafe event(header.opcode, UnsafeRawBufferPointer(payload))
  }

  /// Moves what arrived of the current frame's payload into the buffer.
  private mutating func takePayload(
    _ input: UnsafeMutableRawBufferPointer, from position: inout Int, limits: Limits
  ) throws(ProtocolViolation) {
    let count = min(payloadLeft, input.count - position)
    let arrived = unsafe UnsafeMutableRawBufferPointer(
      rebasing: input[position..<(position + count)])
    let isASCII = unsafe key.apply(to: arrived)
    key = key.advanced(by: count)
    // Behind a frame that is not the last an unknown rest follows, within the limit.
    let ceiling =
      isFinal ? buffer.count + payloadLeft : limits.messageBytes + FrameHeader.maximumControlPayload
    unsafe buffer.append(UnsafeRawBufferPointer(arrived), ceiling: ceiling)
    position += count
    payloadLeft -= count
    if opcode.isControl { return }

    let firstUnchecked = messageBytes - Int(unfinishedScalar)
    messageBytes += count
    guard message == .text, !isASCII || unfinishedScalar > 0 else { return }
    switch UTF8Check(unsafe buffer[firstUnchecked..<messageBytes].bytes) {
    case .complete: unfinishedScalar = 0
    case .unfinished(let count): unfinishedScalar = UInt8(count)
    case .malformed: throw Self.notUTF8
    }
  }

  /// Closes the current frame; answers the event that it completes, if any.
  private mutating func finishFrame() throws(ProtocolViolation) -> Event? {
    stage = .header
    if opcode.isControl {
      delivered = .controlFrame
      return try unsafe event(
        opcode, UnsafeRawBufferPointer(buffer[messageBytes..<buffer.count]))
    }
    guard isFinal, let kind = message else { return nil }
    try Self.checkEnd(unfinishedScalar == 0 ? .complete : .unfinished(Int(unfinishedScalar)))
    let payload = unsafe UnsafeRawBufferPointer(buffer[0..<messageBytes])
    message = nil
    messageBytes = 0
    frames = 0
    delivered = .message
    return try unsafe event(kind, payload)
  }

  @inline(__always)
  private mutating func event(
    _ kind: Opcode, _ payload: UnsafeRawBufferPointer
  ) throws(ProtocolViolation) -> Event {
    switch kind {
    case .text: return unsafe .text(payload)
    case .binary: return unsafe .binary(payload)
    case .ping: return unsafe .ping(payload)
    case .pong: return unsafe .pong(payload)
    case .close:
      let body = try unsafe CloseBody(payload.bytes)
      end()
      let reason = unsafe UnsafeRawBufferPointer(rebasing: payload.dropFirst(2))
      return unsafe .close(body.code, reason: reason)
    case .continuation: preconditionFailure("a continuation has the kind of its message")
    }
  }

  private static var notUTF8: ProtocolViolation { .init(.invalidPayload, "text is not UTF-8") }

  @inline(__always)
  private static func checkEnd(_ check: UTF8Check) throws(ProtocolViolation) {
    switch check {
    case .complete: return
    case .unfinished: throw .init(.invalidPayload, "text ends inside a character")
    case .malformed: throw notUTF8
    }
  }
}

extension FrameHeader {
  /// Whether the frame is an event all by itself: a control frame or an unfragmented message.
  @inline(__always)
  fileprivate var isWholeEvent: Bool {
    isFinal && opcode != .continuation
  }
}
