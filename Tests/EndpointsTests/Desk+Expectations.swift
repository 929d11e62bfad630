import HTTPCore
import Signaling
import Testing

extension Desk {
  /// Expects that nobody is in, and that no descriptor is taken.
  func expectNobody(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(hub.admission.connections == 0, sourceLocation: sourceLocation)
    #expect(hub.admission.clients == 0, sourceLocation: sourceLocation)
    #expect(hub.roomCount == 0, sourceLocation: sourceLocation)
  }
}
