import Signaling

extension Peer {
  /// What those protocols show in which everybody has a name: it, or else the ID.
  var shownName: String { profile.name ?? clientID.rawValue }
}
