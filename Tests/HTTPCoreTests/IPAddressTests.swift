import HTTPCore
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("::ffff:10.1.2.3", "10.1.2.3"), ("::", "::"), ("::1", "::1"),
    ("0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"), ("::1.2.3.4", "::102:304"),
    ("2001:DB8::0:1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1::", "1::"),
    ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
  ])
  func readsAndWrites(_ text: String, _ canonical: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.description == canonical)
    #expect(IPAddress(canonical) == address)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.1.1.1", "1.2.3.a", "1.2..3", "-1.2.3.4",
    ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "[::1]",
    "::1%lo", "::1/128", "1:2:3:4:5:6:7:8::", " ::1", "1.2.3.4::", "::1.2.3.4:5", ":1:2:3:4:5:6:7",
    "1:2:6.0.0.7::", "1:2:2:192.10.2.7::87", "1:2.3.4.5::",
  ])
  func refuses(_ text: String) { #expect(IPAddress(text) == nil) }

  @Test func knowsLoopback() throws {
    #expect(IPAddress.loopback.isLoopback)
    #expect(try #require(IPAddress("127.255.0.1")).isLoopback)
    #expect(try #require(IPAddress("::1")).isLoopback)
    #expect(try !#require(IPAddress("128.0.0.1")).isLoopback)
    #expect(try !#require(IPAddress("::2")).isLoopback)
  }

  @Test func subscriberIsTheAddressOrItsSlash64() throws {
    let ipv4 = try #require(IPAddress("10.0.0.9"))
    #expect(ipv4.subscriber == ipv4)
    let ipv6 = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
    #expect(ipv6.subscriber.description == "2001:db8:1:2::")
  }
}

@Suite struct AddressBlockTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.1.2", "11.0.0.0"), ("192.168.1.0/24", "192.168.1.255", "192.168.2.0"),
    ("0.0.0.0/0", "255.1.2.3", "::1"), ("::1", "::1", "::2"), ("1.2.3.4", "1.2.3.4", "1.2.3.5"),
    ("fd00::/8", "fdff::1", "fe00::"), ("2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"),
    ("2001:db8::/64", "2001:db8::ffff:0:0:1", "2001:db8:0:1::"),
  ])
  func contains(_ block: String, _ inside: String, _ outside: String) throws {
    let block = try #require(AddressBlock(block))
    #expect(block.contains(try #require(IPAddress(inside))))
    #expect(!block.contains(try #require(IPAddress(outside))))
    #expect(AddressBlock(block.description) == block)
  }

  @Test(arguments: [
    "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "::/129",
    "10.0.0.0/8/8", "fd00::1/8", "x/8",
  ])
  func refuses(_ text: String) { #expect(AddressBlock(text) == nil) }

  @Test func everyAddressIsInTheBlockOfAll() throws {
    let all = try #require(AddressBlock("::/0"))
    #expect(all.contains(.loopback))
    #expect(all.contains(IPAddress(high: .max, low: .max)))
  }
}
