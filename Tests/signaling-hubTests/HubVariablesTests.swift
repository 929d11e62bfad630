import Testing

@testable import signaling_hub

@Suite struct HubVariablesTests {
  @Test func unknownVariablesAreNamedWithTheNearest() {
    #expect(
      throws: Failure.configuration(
        #"unknown variable "HUB_PROT" in the environment; did you mean HUB_PORT?"#)
    ) { try HubVariables(["HUB_PROT": "1"]) }
    #expect(throws: Failure.configuration(#"unknown variable "HUB_ZZZZZZZZZ" in the environment"#))
    {
      try HubVariables(["HUB_ZZZZZZZZZ": "1"])
    }
  }

  @Test func otherPrefixesAreNotOurs() throws {
    let variables = try HubVariables(["HUBERT": "1", "GITHUB_TOKEN": "2", "hub_port": "3"])
    #expect(variables.own == [:])
  }

  @Test(arguments: [
    "HUB_SERVICE_HOST": "10.0.0.1", "HUB_SERVICE_PORT": "80", "HUB_SERVICE_PORT_HTTP": "80",
    "HUB_PORT_80_TCP": "tcp://10.0.0.1:80", "HUB_PORT_80_TCP_PROTO": "tcp",
    "HUB_PORT_80_TCP_PORT": "80", "HUB_PORT_80_TCP_ADDR": "10.0.0.1",
    "HUB_PORT_53_UDP": "udp://10.0.0.1:53", "HUB_REDIS_SERVICE_HOST": "10.0.0.2",
    "HUB_REDIS_PORT": "tcp://10.0.0.2:6379", "HUB_REDIS_PORT_6379_TCP_ADDR": "10.0.0.2",
  ])
  func serviceLinksArePassedOver(_ name: String, _ value: String) throws {
    let variables = try HubVariables([name: value])
    #expect(variables.own == [:])
    #expect(variables.remarks == [])
  }

  @Test func aLinkThatLooksLikeOurPortIsPassedOverWithARemark() throws {
    let loaded = try SettingsLoader(environment: ["HUB_PORT": "tcp://10.0.0.1:1337"]).load()
    #expect(loaded.settings.port == 1337)
    #expect(loaded.remarks.count == 1)
    #expect(loaded.remarks.first?.contains("HUB_PORT") == true)
    let plain = try SettingsLoader(
      environment: ["HUB_PORT": "tcp://10.0.0.1:1337", "PORT": "8080"]
    ).load()
    #expect(plain.settings.port == 8080)
  }

  @Test(arguments: ["HUB_PORT_X_TCP", "HUB_PORT_80", "HUB_PORT_80_TCP_X", "HUB_PORT_80_TCP_ADDR_X"])
  func nearMissesOfServiceLinksAreUnknown(_ name: String) {
    #expect(throws: Failure.self) { try HubVariables([name: "1"]) }
  }
}
