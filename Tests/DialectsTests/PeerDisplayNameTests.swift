import Signaling
import Testing

@testable import Dialects

@Suite struct PeerDisplayNameTests {
  @Test(arguments: [("Ada", "Ada"), (nil, "x-1"), ("", "x-1")])
  func theIDStandsInForAMissingName(name: String?, shown: String) {
    #expect(Peer.make("x-1", name: name).displayName == shown)
  }
}
