import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct CallerTests {
  private static let proxies = ["10.0.0.0/8", "fd00::/8"].map { AddressBlock($0)! }

  private static func caller(
    _ forwarded: [String], from remote: String = "10.0.0.1", _ more: (String, String)...
  ) -> Caller {
    let headers =
      forwarded.map { (name: "X-Forwarded-For", value: $0) }
      + more.map { (name: $0.0, value: $0.1) }
    return Caller(.make(.get, "/", headers, from: remote), trustedProxies: proxies)
  }

  @Test(arguments: [
    ([], "10.0.0.1"), (["192.0.2.7"], "192.0.2.7"), (["192.0.2.7, 10.0.0.2"], "192.0.2.7"),
    (["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
    (["198.51.100.1, 192.0.2.7, 10.9.9.9, 10.0.0.3"], "192.0.2.7"),
    (["127.0.0.1, 192.0.2.7"], "192.0.2.7"), (["10.0.0.9, 192.0.2.7"], "192.0.2.7"),
    (["198.51.100.1", "192.0.2.7"], "192.0.2.7"), (["192.0.2.7", "10.0.0.2"], "192.0.2.7"),
    (["10.1.1.1, 10.2.2.2"], "10.1.1.1"), (["192.0.2.7:4711"], "192.0.2.7"),
    (["[2001:db8::7]:4711"], "2001:db8::7"), (["[2001:db8::7]"], "2001:db8::7"),
    (["2001:db8::7"], "2001:db8::7"), (["2001:db8::7, fd00::1"], "2001:db8::7"),
    ([" \t192.0.2.7 \t"], "192.0.2.7"), (["192.0.2.7,"], "192.0.2.7"), ([","], "10.0.0.1"),
    ([""], "10.0.0.1"), (["unknown"], "10.0.0.1"), (["192.0.2.7, unknown"], "10.0.0.1"),
    (["192.0.2.7, unknown, 10.0.0.2"], "10.0.0.2"), (["_hidden, 192.0.2.7"], "192.0.2.7"),
    (["::ffff:192.0.2.7"], "192.0.2.7"), (["192.0.2.7, ::ffff:10.0.0.2"], "192.0.2.7"),
    (["999.1.1.1"], "10.0.0.1"), (["'; DROP TABLE"], "10.0.0.1"),
  ])
  func aTrustedProxyTellsTheLastAddressThatIsNotTrusted(forwarded: [String], address: String) {
    #expect(Self.caller(forwarded).address == IPAddress(address))
  }

  @Test(arguments: [
    "192.0.2.1", "11.0.0.1", "9.255.255.255", "127.0.0.1", "2001:db8::1", "fe00::1",
  ])
  func nobodyElseIsBelieved(remote: String) {
    let caller = Self.caller(["203.0.113.9"], from: remote, ("X-Forwarded-Proto", "https"))
    #expect(caller.address == IPAddress(remote))
    #expect(!caller.isSecure)
  }

  @Test func withoutTrustedProxiesNothingIsBelieved() {
    let request = Request.make(
      .get, "/", [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https")])
    let caller = Caller(request, trustedProxies: [])
    #expect(caller.address == .loopback)
    #expect(!caller.isSecure)
  }

  @Test func aTrustedProxyOverIPv6IsBelieved() {
    #expect(Self.caller(["192.0.2.7"], from: "fd12::1").address == IPAddress("192.0.2.7"))
  }

  @Test(arguments: [
    ("https", true), ("HTTPS", true), ("http", false), ("", false), ("httpsx", false),
    ("wss", false),
  ])
  func aTrustedProxyTellsWhetherTheClientUsedTLS(value: String, isSecure: Bool) {
    #expect(Self.caller([], from: "10.0.0.1", ("X-Forwarded-Proto", value)).isSecure == isSecure)
  }

  @Test func ipv4IsCountedByAddressAndIPv6ByNetwork() {
    #expect(Self.caller(["192.0.2.7"]).key == AddressKey(high: 0, low: 0xFFFF_C000_0207))
    #expect(Self.caller(["192.0.2.7"]).key != Self.caller(["192.0.2.8"]).key)
    let network = AddressKey(high: 0x2001_0DB8_0001_0002, low: 0)
    #expect(Self.caller(["2001:db8:1:2::7"]).key == network)
    #expect(Self.caller(["2001:db8:1:2:ffff:ffff:ffff:ffff"]).key == network)
    #expect(Self.caller(["2001:db8:1:3::7"]).key != network)
    #expect(Self.caller(["::ffff:192.0.2.7"]).key == Self.caller(["192.0.2.7"]).key)
  }
}
