import Configuration
import Testing

@testable import signaling_hub

@Suite struct SettingTests {
  @Test func variablesFollowFromKeys() {
    #expect(Setting.named("port").variable == "HUB_PORT")
    #expect(Setting.named("max-clients-per-address").variable == "HUB_MAX_CLIENTS_PER_ADDRESS")
  }

  @Test func keysAreUniqueAndWellFormed() {
    let keys = Setting.table.map(\.key)
    #expect(Set(keys).count == keys.count)
    for key in keys {
      #expect(
        !key.isEmpty && key.allSatisfy { $0.isLowercase && $0.isASCII || $0.isNumber || $0 == "-" })
    }
  }

  @Test func defaultsAreThoseDocumented() {
    let defaults = Dictionary(
      uniqueKeysWithValues: Setting.table.map { ($0.key, $0.shown(Settings())) })
    #expect(
      defaults == [
        "config": "none", "host": "127.0.0.1", "port": "1337", "listen": "none",
        "loops": "one per core", "allow-origin": "none", "trusted-proxy": "none",
        "dialects": "all", "stun-server": "none", "pages": "on", "jwt-hs256-file": "none",
        "jwt-public-key-file": "none", "jwks-file": "none", "jwt-audience": "none",
        "jwt-issuer": "none", "admin-token-file": "none", "log-level": "info",
        "log-format": "auto", "max-message-bytes": "65536", "max-message-frames": "64",
        "max-queue-bytes": "262144", "max-room-clients": "100", "max-clients": "100000",
        "max-clients-per-address": "500", "max-http-connections": "1024", "rate-limit": "on",
        "joins-per-second": "20", "join-burst": "60", "messages-per-second": "100",
        "message-burst": "300", "failed-binds-per-minute": "10", "seat-seconds": "120",
        "ping-after-seconds": "15", "pong-within-seconds": "5", "probe-after-seconds": "5",
        "shutdown-seconds": "8", "inspect-pairs": "16384", "inspect-linger-seconds": "60",
      ])
    #expect((1...256).contains(Settings().loops))
  }

  @Test func defaultsAreAllowed() {
    for setting in Setting.table where setting.kind == .int && setting.key != "loops" {
      var settings = Settings()
      let number = Int(setting.shown(settings)) ?? -1
      #expect(setting.store(.int(number), &settings))
      #expect(settings == Settings())
    }
  }

  @Test func warningsTellOfExposureAndOpenDoors() {
    var settings = Settings()
    #expect(settings.warnings == [])
    for host in ["127.0.0.2", "::1", "localhost"] {
      settings.host = host
      #expect(settings.warnings == [])
    }
    settings.host = "127.0.0.1"
    settings.listeners = ["1338", "[::1]:1339"]
    #expect(settings.warnings == [])
    settings.listeners += ["10.0.0.1:1340"]
    #expect(settings.warnings.count == 1)
    settings.listeners = []
    settings.host = "0.0.0.0"
    #expect(settings.warnings.count == 1)
    #expect(settings.warnings.first?.contains("TLS") == true)
    settings.allowedOrigins = ["*"]
    settings.rates.enabled = false
    #expect(settings.warnings.count == 3)
  }
}
