import Dialects
import Signaling

/// Socket.IO sessions over HTTP, as the relay holds them. Each reply comes once, from any thread.
public struct SessionServices: Sendable {
  /// Opens a session for a client that polls.
  public var open: @Sendable (Guest, @escaping EngineReply) -> Void
  /// Answers when something is there for a session's client.
  public var poll: @Sendable (_ sid: String, @escaping EngineReply) -> Void
  /// Takes what a session's client has to say.
  public var post: @Sendable (_ sid: String, _ body: [UInt8], @escaping EngineReply) -> Void
  /// Whether a session may change over to a WebSocket.
  public var mayUpgrade: @Sendable (_ sid: String, @escaping EngineReply) -> Void

  /// All of them.
  public init(
    open: @escaping @Sendable (Guest, @escaping EngineReply) -> Void,
    poll: @escaping @Sendable (_ sid: String, @escaping EngineReply) -> Void,
    post: @escaping @Sendable (_ sid: String, _ body: [UInt8], @escaping EngineReply) -> Void,
    mayUpgrade: @escaping @Sendable (_ sid: String, @escaping EngineReply) -> Void
  ) {
    self.open = open
    self.poll = poll
    self.post = post
    self.mayUpgrade = mayUpgrade
  }
}
