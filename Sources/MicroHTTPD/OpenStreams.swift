import HTTPCore
import Synchronization

/// The streams that are being sent, so that there are not too many and all can be finished.
final class OpenStreams: Sendable {
  /// Whether a stream may be sent.
  enum Admission {
    case open
    case tooMany
    case stopping
    /// It is the body of another response, or over.
    case used
  }

  private struct State {
    var isClosed = false
    var streams: [ObjectIdentifier: (stream: ByteStream, address: IPAddress)] = [:]
  }

  private let state = Mutex(State())
  private let limit: Int
  private let limitPerAddress: Int

  init(limit: Int, perAddress: Int) {
    self.limit = limit
    limitPerAddress = perAddress
  }

  /// How many there are.
  var count: Int { state.withLock { $0.streams.count } }

  func open(_ stream: ByteStream, for address: IPAddress) -> Admission {
    let address = address.subscriber
    return state.withLock { state in
      if state.isClosed { return .stopping }
      if state.streams.count >= limit { return .tooMany }
      let own = state.streams.values.count { $0.address == address }
      if own >= limitPerAddress { return .tooMany }
      guard stream.begin() else { return .used }
      state.streams[ObjectIdentifier(stream)] = (stream, address)
      return .open
    }
  }

  func remove(_ stream: ByteStream) {
    state.withLock { $0.streams[ObjectIdentifier(stream)] = nil }
  }

  /// Finishes all, and lets none begin from now on.
  func close() {
    let streams = state.withLock { state in
      state.isClosed = true
      return state.streams.values.map(\.stream)
    }
    // This resumes their connections, so not under the lock.
    for stream in streams { stream.finish() }
  }
}
