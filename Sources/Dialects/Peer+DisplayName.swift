import Signaling

extension Peer {
  /// A name to show, for dialects in which everybody has one: the client ID where none was given.
  public var displayName: String { profile.displayName ?? clientID.rawValue }
}

extension Profile {
  /// The name, unless it is empty.
  var displayName: String? { name?.isEmpty == false ? name : nil }
}
