/// A wire protocol as it can be switched on; the raw value is its word in settings.
enum DialectFamily: String, CaseIterable, Sendable {
  case native
  case serverpod
  case dysonNetwork = "dysonnetwork"
  case nodeWS = "ws"
  case socketIO = "socketio"
}
