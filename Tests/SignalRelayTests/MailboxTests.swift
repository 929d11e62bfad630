import Glibc
import Synchronization
import Testing

@testable import SignalRelay

/// Whether a descriptor is readable within that time.
private func isReadable(_ descriptor: Int32, milliseconds: Int32 = 0) -> Bool {
  var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return unsafe poll(&entry, 1, milliseconds) == 1
}

@Suite struct MailboxTests {
  @Test func lettersAreCollectedInOrder() throws {
    let mailbox = try Mailbox<Int>()
    #expect(mailbox.collect() == [])
    for number in 1...3 { #expect(mailbox.post(number)) }
    #expect(mailbox.collect() == [1, 2, 3])
    #expect(mailbox.collect() == [])
  }

  @Test func itIsReadableOnlyWhileLettersWait() throws {
    let mailbox = try Mailbox<Int>()
    #expect(!isReadable(mailbox.descriptor))
    _ = mailbox.post(1)
    _ = mailbox.post(2)
    #expect(isReadable(mailbox.descriptor))
    _ = mailbox.collect()
    #expect(!isReadable(mailbox.descriptor))
    _ = mailbox.post(3)
    #expect(isReadable(mailbox.descriptor))
  }

  @Test func aClosedMailboxReturnsItsLettersAndTakesNoMore() throws {
    let mailbox = try Mailbox<Int>()
    _ = mailbox.post(1)
    #expect(mailbox.close() == [1])
    #expect(!mailbox.post(2))
    #expect(mailbox.collect() == [])
    #expect(mailbox.close() == [])
  }

  @Test func everyLetterOfManyThreadsIsEitherCollectedOrRefused() throws {
    let mailbox = try Mailbox<Int>()
    let refused = Mutex<[Int]>([])
    let threads = 4
    let each = 2_000
    let running = LoopsRunning(threads)
    let left = Atomic(threads)
    for thread in 0..<threads {
      try LoopThread.start(name: "post-\(thread)") {
        for number in 0..<each {
          let letter = thread * each + number
          if !mailbox.post(letter) { refused.withLock { $0.append(letter) } }
        }
        left.subtract(1, ordering: .releasing)
        running.loopEnded()
      }
    }
    var collected: [Int] = []
    while collected.count < threads * each / 2 {
      try #require(isReadable(mailbox.descriptor, milliseconds: 10_000), "a wake-up was lost")
      collected += mailbox.collect()
    }
    collected += mailbox.close()
    while left.load(ordering: .acquiring) > 0 { usleep(1_000) }
    let all = collected + refused.withLock { $0 }
    #expect(all.sorted() == Array(0..<threads * each))
    for thread in 0..<threads {
      let own = collected.filter { $0 / each == thread }
      #expect(own == own.sorted(), "one thread's letters keep their order")
    }
  }
}
