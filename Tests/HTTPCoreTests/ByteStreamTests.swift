import HTTPCore
import Synchronization
import Testing

/// How often something ran.
final class Tally: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  @Sendable func add() { count.wrappingAdd(1, ordering: .sequentiallyConsistent) }
}

@Suite struct ByteStreamTests {
  /// Takes at most some bytes; nil at the end.
  func take(_ most: Int, from stream: ByteStream) -> [UInt8]? {
    var taken: [UInt8] = []
    let supply = stream.take(most) { bytes in
      for index in bytes.indices { taken.append(bytes[index]) }
    }
    switch supply {
    case .bytes(let count): #expect(count == taken.count && count > 0)
    case .nothing: #expect(taken.isEmpty)
    case .end: return nil
    }
    return taken
  }

  @Test func bytesComeOutInOrderHoweverTheyAreTaken() {
    for most in 1...9 {
      let stream = ByteStream()
      for text in ["abc", "", "defgh", "i"] { #expect(stream.write(Array(text.utf8))) }
      stream.finish()
      var all: [UInt8] = []
      while let taken = take(most, from: stream) { all += taken }
      #expect(all == Array("abcdefghi".utf8))
    }
  }

  @Test func writesBetweenTakesKeepTheOrder() {
    let stream = ByteStream(limit: 64)
    var (written, taken): ([UInt8], [UInt8]) = ([], [])
    for round in 0..<2_000 {
      let bytes = (0..<round % 23).map { UInt8(truncatingIfNeeded: round &+ $0) }
      if stream.write(bytes) { written += bytes }
      taken += take(round % 17, from: stream) ?? []
    }
    stream.finish()
    while let more = take(64, from: stream) { taken += more }
    #expect(taken == written)
    #expect(written.count > 10_000)
  }

  @Test func moreThanTheLimitDoesNotWait() {
    let stream = ByteStream(limit: 10)
    #expect(!stream.write([UInt8](repeating: 0, count: 11)))
    #expect(stream.write([1, 2, 3, 4, 5, 6]))
    #expect(!stream.write([7, 8, 9, 10, 11]))
    #expect(stream.write([7, 8, 9, 10]))
    #expect(!stream.write([0]))
    #expect(stream.isOpen)
    #expect(take(3, from: stream) == [1, 2, 3])
    #expect(!stream.write([0, 0, 0, 0]))
    #expect(stream.write([11, 12, 13]))
    #expect(take(100, from: stream) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  }

  @Test func anEmptyStreamIsNotOverBeforeItIsFinished() {
    let stream = ByteStream()
    #expect(take(1, from: stream) == [])
    #expect(stream.write([]))
    #expect(take(1, from: stream) == [])
    stream.finish()
    #expect(take(1, from: stream) == nil)
  }

  @Test func aFinishedStreamTakesNoMoreButGivesWhatWaits() {
    let stream = ByteStream()
    stream.write([1, 2])
    stream.finish()
    stream.finish()
    #expect(!stream.isOpen)
    #expect(!stream.write([3]))
    #expect(!stream.write([]))
    #expect(take(1, from: stream) == [1])
    #expect(take(9, from: stream) == [2])
    #expect(take(9, from: stream) == nil)
  }

  @Test func aClosedStreamForgetsWhatWaits() {
    let stream = ByteStream(limit: 4)
    stream.write([1, 2])
    stream.close()
    #expect(!stream.isOpen)
    #expect(!stream.write([3]))
    #expect(take(9, from: stream) == nil)
  }

  @Test func everyActionRunsOnceAfterTheClose() {
    let stream = ByteStream()
    let (before, after) = (Tally(), Tally())
    stream.onClose(before.add)
    stream.onClose(before.add)
    stream.finish()
    #expect(before.value == 0)
    stream.close()
    stream.close()
    #expect(before.value == 2)
    stream.onClose(after.add)
    #expect(after.value == 1)
  }

  @Test func anActionMayUseTheStream() {
    let stream = ByteStream()
    let inner = Tally()
    stream.onClose {
      if !stream.write([1]), !stream.isOpen { stream.onClose(inner.add) }
      stream.finish()
    }
    stream.close()
    #expect(inner.value == 1)
  }

  @Test(arguments: [true, false])
  func whoeverWaitsIsWokenOnceByBytesOrTheEnd(_ byBytes: Bool) {
    let stream = ByteStream()
    let woken = Tally()
    stream.whenReady(woken.add)
    stream.write([])
    #expect(woken.value == 0)
    if byBytes { stream.write([1]) } else { stream.finish() }
    #expect(woken.value == 1)
    stream.write([2])
    stream.finish()
    #expect(woken.value == 1)
    stream.whenReady(woken.add)
    #expect(woken.value == 2)
  }

  @Test func itIsTheBodyOfOneResponse() {
    let stream = ByteStream()
    #expect(stream.begin())
    #expect(!stream.begin())
    let closed = ByteStream()
    closed.close()
    #expect(!closed.begin())
    let finished = ByteStream()
    finished.finish()
    #expect(finished.begin())
  }

  @Test func aResponseThatIsNotSentClosesIt() {
    let stream = ByteStream()
    let closed = Tally()
    stream.onClose(closed.add)
    let responder = Responder { _ in }
    responder.answer(.json([]))
    responder.answer(.stream(stream, headers: []))
    #expect(closed.value == 1)
    #expect(!stream.isOpen)
  }

  @Test func manyWritersLoseNothingAndMixNothing() async {
    let stream = ByteStream(limit: 1_000)
    let (writers, lines) = (8, 500)
    var text = ""
    await withTaskGroup { group in
      for writer in 0..<writers {
        group.addTask {
          for line in 0..<lines {
            while !stream.write(Array("\(writer) \(line)\n".utf8)) { await Task.yield() }
          }
        }
      }
      group.addTask {
        var next = [Int](repeating: 0, count: writers)
        var all: [UInt8] = []
        while next.reduce(0, +) < writers * lines {
          all += self.take(37, from: stream) ?? []
          while let end = all.firstIndex(of: UInt8(ascii: "\n")) {
            let numbers = String(decoding: all[..<end], as: UTF8.self).split(separator: " ")
              .compactMap { Int($0) }
            all.removeFirst(end + 1)
            guard numbers.count == 2, next[numbers[0]] == numbers[1] else {
              Issue.record("\(numbers)")
              return
            }
            next[numbers[0]] += 1
          }
          await Task.yield()
        }
      }
    }
    stream.finish()
    while let more = take(64, from: stream) { text += String(decoding: more, as: UTF8.self) }
    #expect(text == "")
  }
}
