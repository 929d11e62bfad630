import Testing

@testable import SignalRelay

extension BufferPool {
  fileprivate var kept: [Int] { unsafe spares.map(\.count) }
}

@Suite struct BufferPoolTests {
  @Test(arguments: [8_192, 16_384, 32_768, 65_536])
  func aBufferThatWasGivenIsTakenAgain(_ bytes: Int) {
    var pool = BufferPool()
    let buffer = unsafe pool.take(bytes)
    unsafe pool.give(buffer, bytes: bytes)
    let again = unsafe pool.take(bytes)
    #expect(unsafe again == buffer)
    unsafe pool.give(again, bytes: bytes)
  }

  @Test func aBufferIsKeptAmongThoseOfItsSize() {
    var pool = BufferPool()
    let buffer = unsafe pool.take(16_384)
    unsafe pool.give(buffer, bytes: 16_384)
    #expect(pool.kept == [0, 1, 0, 0])
  }

  @Test func aBufferBeyondTheLargestIsNotKept() {
    var pool = BufferPool()
    let large = unsafe pool.take(BufferPool.largestKept * 2)
    unsafe pool.give(large, bytes: BufferPool.largestKept * 2)
    #expect(pool.kept == [0, 0, 0, 0])
  }

  @Test(arguments: [(8_192, 0), (65_536, 3)])
  func sparesOfEachSizeAreBounded(_ bytes: Int, _ size: Int) {
    var pool = BufferPool()
    let bound = BufferPool.keptPerSize / bytes
    let buffers = unsafe (0..<bound + 50).map { _ in unsafe pool.take(bytes) }
    for index in unsafe buffers.indices { unsafe pool.give(buffers[index], bytes: bytes) }
    #expect(pool.kept[size] == bound)
  }

  @Test func noTwoTakersShareABuffer() {
    var pool = BufferPool()
    let first = unsafe pool.take(BufferPool.smallest)
    let second = unsafe pool.take(BufferPool.smallest)
    #expect(unsafe first != second)
    unsafe pool.give(first, bytes: BufferPool.smallest)
    unsafe pool.give(second, bytes: BufferPool.smallest)
  }
}
