import Synchronization

/// An answer that comes later: the handler returns at once, and whoever holds the responder
/// answers from any thread.
public struct Deferred: Sendable {
  /// Sets the work going. The server calls it at most once, on the HTTP thread, when the answer
  /// is ready to be taken, so it must not block; it may answer before it returns. A connection or
  /// a server that ends first never calls it: what needs to be undone belongs behind it.
  public let start: @Sendable (Responder) -> Void

  /// An answer that `start` gets under way.
  public init(start: @escaping @Sendable (Responder) -> Void) { self.start = start }

  /// The same work, with its answer changed before it is sent. An answer of the server's own,
  /// because none came in time, is not changed.
  public func map(_ transform: @escaping @Sendable (Response) -> Response) -> Deferred {
    Deferred { [start] responder in
      start(Responder { responder.answer(transform($0)) })
    }
  }
}

/// The right to answer one request, once. One that is dropped unanswered answers 500.
public final class Responder: Sendable {
  private let isAnswered = Atomic(false)
  private let deliver: @Sendable (Response) -> Void

  /// A responder that passes its one answer to `deliver`, on the thread that answers, or on the
  /// one that drops it.
  public init(_ deliver: @escaping @Sendable (Response) -> Void) { self.deliver = deliver }

  deinit {
    if !isAnswered.load(ordering: .relaxed) {
      deliver(.error(.internalServerError, "the server did not answer this request"))
    }
  }

  /// Answers the request, from any thread. Only the first answer counts: the upgrade of a later
  /// one is abandoned and its stream closed, as is one that comes when the server has answered for itself. An answer
  /// that is deferred again is started at once, here.
  public func answer(_ response: Response) {
    guard !isAnswered.exchange(true, ordering: .relaxed) else { return response.discard() }
    if case .later(let next) = response.payload {
      next.start(Responder(deliver))
    } else {
      deliver(response)
    }
  }
}

extension Response {
  /// An answer that comes later; see `Deferred`.
  public static func later(_ start: @escaping @Sendable (Responder) -> Void) -> Response {
    later(Deferred(start: start))
  }

  /// An answer that comes later. Status and fields are those of the answer that comes.
  public static func later(_ deferred: Deferred) -> Response {
    Response(status: .ok, payload: .later(deferred))
  }

  /// Gives up an answer that will not be sent.
  package func discard() {
    switch payload {
    case .upgrade(let upgrade): upgrade.abandon()
    case .stream(let stream): stream.close()
    case .bytes, .later: break
    }
  }
}
