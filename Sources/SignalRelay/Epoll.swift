import CLinux
import Glibc

/// An epoll set, level-triggered: a socket with unread bytes is reported again, so one `recv` per
/// report is enough and no client can hold the loop.
final class Epoll: Sendable {
  private let descriptor: Int32

  init() throws {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError("epoll_create1") }
  }

  deinit {
    close(descriptor)
  }

  /// Starts to watch for input.
  func add(_ descriptor: Int32, tag: UInt64) throws {
    guard control(EPOLL_CTL_ADD, descriptor, tag: tag, room: false) == 0 else {
      throw SystemError("epoll_ctl EPOLL_CTL_ADD")
    }
  }

  /// Watches for input, and also for room to write if `room` says so.
  func watch(_ descriptor: Int32, tag: UInt64, room: Bool) {
    _ = control(EPOLL_CTL_MOD, descriptor, tag: tag, room: room)
  }

  /// Waits until something happens, `milliseconds` pass (-1: no bound) or a signal comes.
  ///
  /// - Returns: how many of `events` were filled.
  func wait(_ events: UnsafeMutableBufferPointer<epoll_event>, milliseconds: Int32) -> Int {
    let count = unsafe epoll_wait(
      descriptor, events.baseAddress, Int32(events.count), milliseconds)
    return max(0, Int(count))
  }

  private func control(_ operation: Int32, _ socket: Int32, tag: UInt64, room: Bool) -> Int32 {
    var event = unsafe epoll_event()
    unsafe event.events = EPOLLIN.rawValue | (room ? EPOLLOUT.rawValue : 0)
    unsafe event.data.u64 = tag
    return unsafe epoll_ctl(descriptor, operation, socket, &event)
  }
}
