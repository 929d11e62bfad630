import Signaling
import Testing

@testable import Endpoints

@Suite struct PeerShownNameTests {
  @Test(arguments: [("Ada", "Ada"), (nil, "x-1")])
  func theIDStandsInForAMissingName(name: String?, shown: String) {
    let peer = Peer(clientID: ClientID("x-1")!, profile: Profile(name: name), joinedAt: 0)
    #expect(peer.shownName == shown)
  }
}
