import Testing

@testable import signaling_hub

@Suite struct DescriptorLimitTests {
  @Test func theDescriptorLimitIsTheHardOne() {
    let limit = DescriptorLimit.raise()
    #expect(limit >= 64)
    #expect(DescriptorLimit.raise() == limit)
  }
}
