import CLinux
import Glibc
import Synchronization

/// What other threads want of a loop: a list under a lock, and an eventfd that wakes the loop.
final class Mailbox<Letter: Sendable>: Sendable {
  private struct State {
    var letters: [Letter] = []
    var isClosed = false
  }

  /// Readable while letters wait.
  let descriptor: Int32
  private let state = Mutex(State())

  init() throws {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemError("eventfd") }
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Leaves a letter.
  ///
  /// - Returns: false when the loop has ended; the letter is the caller's again.
  func post(_ letter: Letter) -> Bool {
    let (accepted, wasEmpty) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.letters.append(letter)
      return (true, state.letters.count == 1)
    }
    if wasEmpty { eventfd_write(descriptor, 1) }
    return accepted
  }

  /// Takes all letters.
  func collect() -> [Letter] {
    var value: eventfd_t = 0
    _ = unsafe eventfd_read(descriptor, &value)
    return state.withLock { state in
      let letters = state.letters
      state.letters = []
      return letters
    }
  }

  /// Takes the last letters and accepts no more.
  func close() -> [Letter] {
    state.withLock { state in
      state.isClosed = true
      let letters = state.letters
      state.letters = []
      return letters
    }
  }
}
