import CLinux
import Glibc
import Testing

@testable import SignalRelay

@Suite struct EpollTests {
  /// The tags and events that are reported within that time.
  private static func wait(
    _ epoll: borrowing Epoll, milliseconds: Int32 = 0
  ) -> [UInt64: UInt32] {
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 8)
    defer { unsafe events.deallocate() }
    let count = unsafe epoll.wait(events, milliseconds: milliseconds)
    var reported: [UInt64: UInt32] = [:]
    for index in 0..<count {
      unsafe reported[events[index].data.u64] = unsafe events[index].events
    }
    return reported
  }

  @Test func aSocketIsReportedForAsLongAsBytesWait() throws {
    let epoll = try Epoll()
    let sockets = try SocketPair.make()
    let client = TestClient(sockets.client)
    defer { close(sockets.server) }
    try epoll.add(sockets.server, tag: 0xFEED_0000_0000_0001)
    #expect(Self.wait(epoll) == [:])
    client.send([1])
    #expect(Self.wait(epoll) == [0xFEED_0000_0000_0001: EPOLLIN.rawValue])
    #expect(Self.wait(epoll).count == 1, "level-triggered")
  }

  @Test func roomToWriteIsReportedOnlyWhereItIsAskedFor() throws {
    let epoll = try Epoll()
    let sockets = try SocketPair.make()
    defer {
      close(sockets.server)
      close(sockets.client)
    }
    try epoll.add(sockets.server, tag: 1)
    epoll.watch(sockets.server, tag: 1, room: true)
    #expect(Self.wait(epoll) == [1: EPOLLOUT.rawValue])
    epoll.watch(sockets.server, tag: 1, room: false)
    #expect(Self.wait(epoll) == [:])
  }

  @Test func whatCannotBeWatchedIsRefused() throws {
    let epoll = try Epoll()
    // epoll_ctl(2): a regular file does not support epoll.
    let file = unsafe open("/proc/self/exe", O_RDONLY)
    defer { close(file) }
    #expect(throws: SystemError.self) { try epoll.add(file, tag: 1) }
  }
}
