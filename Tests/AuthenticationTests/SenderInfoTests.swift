import Foundation
import Signaling
import Testing

@testable import Authentication

@Suite struct SenderInfoTests {
  private func info(_ claims: String) throws -> String {
    let object = try #require(JSONObject(Array(claims.utf8)))
    let moment = Timestamp(seconds: 1_640_995_200, milliseconds: 0)
    return text(SenderInfo(id: "u1", updatedAt: moment, object).json)
  }

  private func expected(
    name: String = "u1", nick: String = "u1", profile: String = "{}"
  ) -> String {
    #"{"id":"u1","name":"\#(name)","nick":"\#(nick)","profile":\#(profile),"#
      + #""updatedAt":"2022-01-01T00:00:00.000Z"}"#
  }

  @Test func aSubjectIsEnough() throws {
    #expect(try info("{}") == expected())
  }

  @Test func namesFallBackOnEachOther() throws {
    #expect(try info(#"{"name":"ada"}"#) == expected(name: "ada", nick: "ada"))
    #expect(try info(#"{"nick":"A"}"#) == expected(nick: "A"))
    #expect(
      try info(#"{"name":"ada","nick":"A","preferred_username":"x","nickname":"y"}"#)
        == expected(name: "ada", nick: "A"))
    #expect(
      try info(#"{"preferred_username":"ada","nickname":"A"}"#) == expected(name: "ada", nick: "A"))
  }

  @Test(arguments: [
    #"{"name":1,"nick":null}"#, #"{"name":"","nick":["x"]}"#, #"{"name":"\n"}"#,
    #"{"name":{"name":"x"}}"#, #"{"profile":"https://a.example","picture":7}"#, #"{"profile":[]}"#,
    #"{"name":"\#(String(repeating: "x", count: 129))"}"#,
  ])
  func whatIsNoNameOrProfileIsLeftOut(_ claims: String) throws {
    #expect(try info(claims) == expected())
  }

  @Test func profilesGoThroughAsTheyCame() throws {
    let profile = #"{"bio":"\u00e9 \"q\"","n":1e400,"in":{"a":[]}}"#
    #expect(
      try info(#"{"profile":\#(profile),"picture":"https://p.example"}"#)
        == expected(profile: profile))
  }

  @Test func aPictureAloneIsAProfile() throws {
    #expect(
      try info(#"{"picture":"https://p.example/a.png"}"#)
        == expected(profile: #"{"picture":"https://p.example/a.png"}"#))
  }

  @Test func aLongProfileIsLeftOut() throws {
    func profile(_ count: Int) -> String {
      #"{"x":"\#(String(repeating: "x", count: count - 8))"}"#
    }
    #expect(try info(#"{"profile":\#(profile(2048))}"#) == expected(profile: profile(2048)))
    #expect(try info(#"{"profile":\#(profile(2049))}"#) == expected())
  }

  @Test func namesAreEscaped() throws {
    #expect(
      try info(#"{"name":"\"},{\\"}"#)
        == expected(name: #"\"},{\\"#, nick: #"\"},{\\"#))
  }
}
