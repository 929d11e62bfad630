/// Takes the answer to a Socket.IO request over HTTP, once, from any thread: a payload, or why there
/// is none.
public typealias EngineReply = @Sendable (Result<[UInt8], EngineFailure>) -> Void
