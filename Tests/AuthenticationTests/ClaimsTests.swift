import Foundation
import Signaling
import Testing

@testable import Authentication

private func identity(_ more: String) throws -> Identity {
  try Claims(Array(claims(more).utf8)).identity
}

@Suite struct ClaimsTests {
  @Test(
    arguments: [
      (#""rooms":"*""#, .all), (#""rooms":["*"]"#, .all), (#""rooms":["a","*"]"#, .all),
      (#""rooms":[]"#, .only([])), (#""rooms":["a","b","a"]"#, .only(["a", "b"])),
      (#""rooms":["b\u0061r"]"#, .only(["bar"])), (#""rooms":[ "a" ]"#, .only(["a"])),
    ] as [(String, RoomGrant)])
  func roomsAreAListOrAStar(_ claim: String, _ grant: RoomGrant) throws {
    #expect(try identity(claim).rooms == grant)
  }

  @Test func withoutRoomsNoneIsOpen() throws {
    #expect(try Claims(Array(claims(without: "rooms").utf8)).identity.rooms == .only([]))
  }

  @Test(arguments: ["\u{E9}\u{1F600}", "0f8fad5b-d9cb-469f-a165-70867728950e", "a\\/b", " "])
  func subjectsAreAnyName(_ subject: String) throws {
    let found = try identity(#""sub":"\#(subject)""#).account.id
    #expect(found == subject.replacing("\\/", with: "/"))
  }

  @Test func theAccountIsShownWithTheTimeOfItsToken() throws {
    let issued = try identity(#""iat":1640995200.25"#).account.info
    #expect(text(issued).hasSuffix(#""updatedAt":"2022-01-01T00:00:00.250Z"}"#))
    let lasting = try identity(#""exp":1640995200"#).account.info
    #expect(text(lasting).hasSuffix(#""updatedAt":"2022-01-01T00:00:00.000Z"}"#))
    let early = try identity(#""iat":-253402300799"#).account.info
    #expect(text(early).hasSuffix(#""updatedAt":"1970-01-01T00:00:00.000Z"}"#))
    let late = try identity(#""iat":253402300799"#).account.info
    #expect(text(late).hasSuffix(#""updatedAt":"9999-12-31T23:59:59.000Z"}"#))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(issued)) }
  }
}
