import Testing

@testable import HTTPCore

@Suite struct StaticFileTests {
  private static let file = StaticFile(
    path: "/a.js", type: "text/javascript", entityTag: "\"e1\"", bytes: Array("let a;".utf8))

  private static func answer(
    _ headers: [(name: String, value: String)] = []
  ) throws -> Response {
    file.response(
      to: try Request(method: .get, target: "/a.js", headers: headers), [("X-Also", "this")])
  }

  @Test func aFileComesWithItsTypeAndTag() throws {
    let response = try Self.answer()
    #expect(response.status == .ok)
    #expect(
      response.headers.map { "\($0.name): \($0.value)" } == [
        "Content-Type: text/javascript", "ETag: \"e1\"", "Cache-Control: no-cache",
        "X-Also: this",
      ])
    guard case .bytes(let bytes) = response.payload else { return #expect(Bool(false)) }
    #expect(bytes == Array("let a;".utf8))
  }

  @Test(arguments: ["\"e1\"", "W/\"e1\"", "\"x\", \"e1\"", "\"x\",\tW/\"e1\" ", "*"])
  func whoHasItIsToldSo(condition: String) throws {
    let response = try Self.answer([("If-None-Match", condition)])
    #expect(response.status == .notModified)
    #expect(response.headers.map(\.name) == ["ETag", "Cache-Control", "X-Also"])
    guard case .bytes(let bytes) = response.payload else { return #expect(Bool(false)) }
    #expect(bytes == Self.file.bytes, "for its length")
  }

  @Test(arguments: ["\"e2\"", "e1", "\"E1\"", "", ",", "\"e1", "w/\"e1\""])
  func whoHasAnotherGetsIt(condition: String) throws {
    #expect(try Self.answer([("If-None-Match", condition)]).status == .ok)
  }
}
