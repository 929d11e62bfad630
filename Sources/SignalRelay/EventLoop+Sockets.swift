import Glibc
import Signaling

/// Connections without a socket, and how they get one.
extension EventLoop where App: ~Copyable {
  /// Offers the application what waits for a client that polls.
  mutating func collect(
    _ id: ConnectionID, at place: UnsafeMutablePointer<Connection<App.Member>>
  ) {
    guard unsafe !place.pointee.queue.isEmpty else { return }
    let count = unsafe app.collect(id, place.pointee.queue.pending)
    unsafe place.pointee.queue.consume(count, pool: &connections.pool)
    connections.countSent(count)
  }

  /// Gives the socket of one connection to another, with its session and what was queued on it, if
  /// the application has asked for that.
  ///
  /// - Returns: the connection that has the socket now; nil if nothing was moved.
  mutating func performMove() -> ConnectionID? {
    guard let (source, target) = connections.move else { return nil }
    connections.move = nil
    guard let from = unsafe connections.table.find(source),
      let place = unsafe connections.table.find(target), unsafe !place.pointee.hasSocket,
      unsafe !place.pointee.isEnding
    else { return nil }
    unsafe place.pointee.descriptor = from.pointee.descriptor
    unsafe from.pointee.descriptor = -1
    unsafe from.pointee.session.takeRate(of: place.pointee.session)
    unsafe swap(&place.pointee.session, &from.pointee.session)
    unsafe place.pointee.awaitsRoom = false
    unsafe epoll.watch(place.pointee.descriptor, tag: target.rawValue, room: false)
    let ahead = unsafe Array(from.pointee.queue.pending)
    unsafe connections.putPacketsIntoFrames(place, ahead: ahead)
    connections.remove(source)
    connections.setTimer(target, at: connections.now + connections.policy.liveness.pingAfter)
    unsafe connections.flushLater(at: place)
    app.moved(from: source, to: target)
    return target
  }
}
