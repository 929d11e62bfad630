import CLinux
import Glibc

/// A level-triggered epoll set with room for the events of one turn.
@safe
struct Poller: ~Copyable {
  private let descriptor: Int32
  private let events: UnsafeMutablePointer<epoll_event>
  private let capacity: Int32

  init(capacity: Int = 1024) throws(SystemError) {
    descriptor = try checked(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
    unsafe events = .allocate(capacity: capacity)
    self.capacity = Int32(capacity)
  }

  deinit {
    close(descriptor)
    unsafe events.deallocate()
  }

  /// Watches a descriptor for input, and for room to write when asked; events carry the token.
  func add(_ watched: Int32, token: UInt64, writable: Bool = false) throws(SystemError) {
    try control(EPOLL_CTL_ADD, watched, token, writable)
  }

  /// Changes what a watched descriptor is watched for.
  func change(_ watched: Int32, token: UInt64, writable: Bool) throws(SystemError) {
    try control(EPOLL_CTL_MOD, watched, token, writable)
  }

  /// Stops watching a descriptor.
  func remove(_ watched: Int32) throws(SystemError) {
    try control(EPOLL_CTL_DEL, watched, 0, false)
  }

  /// Waits for events; 0 when the time is over or a signal came, which the next wait throws.
  @inline(__always)
  func wait(milliseconds: Int32) throws -> Int {
    // A busy loop never sees EINTR, so the flag is looked at before each wait.
    try Interruption.check()
    let ready = unsafe epoll_wait(descriptor, events, capacity, milliseconds)
    if ready >= 0 { return Int(ready) }
    guard errno == EINTR else { throw SystemError("epoll_wait") }
    return 0
  }

  /// The token of an event of the last wait.
  @inline(__always)
  func token(at index: Int) -> UInt64 { unsafe events[index].data.u64 }

  /// Whether an event of the last wait says more than "there is room to write".
  @inline(__always)
  func isReadable(at index: Int) -> Bool {
    unsafe events[index].events & ~EPOLLOUT.rawValue != 0
  }

  /// Whether an event of the last wait says that there is room to write.
  @inline(__always)
  func isWritable(at index: Int) -> Bool { unsafe events[index].events & EPOLLOUT.rawValue != 0 }

  private func control(
    _ operation: Int32, _ watched: Int32, _ token: UInt64, _ writable: Bool
  ) throws(SystemError) {
    let interest = EPOLLIN.rawValue | (writable ? EPOLLOUT.rawValue : 0)
    var event = unsafe epoll_event(events: interest, data: epoll_data_t(u64: token))
    try checked(unsafe epoll_ctl(descriptor, operation, watched, &event), "epoll_ctl")
  }
}
