import Testing

@testable import SignalRelay

extension OutQueue {
  fileprivate mutating func append(_ bytes: [UInt8], _ pool: inout BufferPool) {
    unsafe bytes.withUnsafeBytes { unsafe append($0, pool: &pool) }
  }

  fileprivate var contents: [UInt8] { unsafe Array(pending) }
}

/// Bytes of a stream in which byte n is n modulo 251.
private func pattern(_ count: Int, from first: Int = 0) -> [UInt8] {
  Array(stream[first % 251..<first % 251 + count])
}

private let stream = (0..<1_100_000).map { UInt8($0 % 251) }

@Suite struct OutQueueTests {
  @Test func anEmptyQueueHasNothingPending() {
    var pool = BufferPool()
    var queue = OutQueue()
    #expect(queue.count == 0)
    #expect(queue.contents == [])
    queue.append([], &pool)
    #expect(unsafe queue.pending.baseAddress == nil, "an empty frame takes no buffer")
    queue.release(to: &pool)
  }

  @Test func whatIsAppendedWaitsInOrder() {
    var pool = BufferPool()
    var queue = OutQueue()
    queue.append([1, 2], &pool)
    queue.append([3], &pool)
    #expect(queue.contents == [1, 2, 3])
    queue.release(to: &pool)
    #expect(queue.count == 0)
  }

  @Test func aSendCutAnywhereLeavesTheRest() {
    let frames = [pattern(5), pattern(1, from: 5), pattern(30, from: 6)]
    let all = frames.flatMap { $0 }
    for cut in 0...all.count {
      var pool = BufferPool()
      var queue = OutQueue()
      for frame in frames { queue.append(frame, &pool) }
      queue.consume(cut, pool: &pool)
      #expect(queue.contents == Array(all[cut...]))
      queue.append([99], &pool)
      #expect(queue.contents == all[cut...] + [99])
      queue.release(to: &pool)
    }
  }

  @Test func theBufferGoesBackWithTheLastByte() {
    var pool = BufferPool()
    var queue = OutQueue()
    queue.append(pattern(10), &pool)
    let first = unsafe queue.pending.baseAddress
    queue.consume(9, pool: &pool)
    #expect(unsafe queue.pending.baseAddress != nil)
    queue.consume(1, pool: &pool)
    #expect(unsafe queue.pending.baseAddress == nil)
    // The pool hands the same buffer to the next queue.
    var other = OutQueue()
    other.append([1], &pool)
    #expect(unsafe other.pending.baseAddress == first)
    other.release(to: &pool)
  }

  @Test func roomAtTheFrontIsUsedBeforeTheBufferGrows() {
    var pool = BufferPool()
    var queue = OutQueue()
    let size = BufferPool.smallest
    queue.append(pattern(size), &pool)
    let buffer = unsafe queue.pending.baseAddress
    queue.consume(1_000, pool: &pool)
    queue.append(pattern(1_000, from: size), &pool)
    #expect(unsafe queue.pending.baseAddress == buffer)
    #expect(queue.contents == pattern(size, from: 1_000))
    queue.release(to: &pool)
  }

  @Test func itGrowsToHoldAnyFrame() {
    var pool = BufferPool()
    var queue = OutQueue()
    queue.append(pattern(100), &pool)
    queue.consume(50, pool: &pool)
    queue.append(pattern(1_000_000, from: 100), &pool)
    #expect(queue.contents == pattern(1_000_050, from: 50))
    queue.consume(999_999, pool: &pool)
    #expect(queue.contents == pattern(51, from: 1_000_049))
    queue.release(to: &pool)
  }

  @Test(arguments: 1...8)
  func randomStepsAgreeWithAnArray(_ seed: UInt64) {
    var random = SplitMix64(state: seed)
    var pool = BufferPool()
    var queue = OutQueue()
    var model: [UInt8] = []
    var written = 0
    for _ in 0..<400 {
      if Bool.random(using: &random) {
        let bound = [8, 300, 9_000, 40_000].randomElement(using: &random) ?? 1
        let bytes = pattern(Int.random(in: 0...bound, using: &random), from: written)
        written += bytes.count
        queue.append(bytes, &pool)
        model += bytes
      } else {
        let all = Int.random(in: 0..<4, using: &random) == 0
        let sent = all ? model.count : Int.random(in: 0...model.count, using: &random)
        queue.consume(sent, pool: &pool)
        model.removeFirst(sent)
      }
      guard queue.count == model.count, queue.contents == model else {
        Issue.record("differs from the model after \(written) bytes")
        break
      }
      #expect(queue.isEmpty == model.isEmpty)
    }
    queue.release(to: &pool)
  }
}
