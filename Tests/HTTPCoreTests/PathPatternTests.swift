import Testing

@testable import HTTPCore

@Suite struct PathPatternTests {
  @Test func aPathWithoutBracesIsNoPattern() {
    #expect(PathPattern("/api/rooms") == nil)
    #expect(PathPattern("/") == nil)
  }

  @Test func readsParametersBySegment() throws {
    let pattern = try #require(PathPattern("/rooms/{room}/clients/{client}"))
    let path = ["rooms", "a/b", "clients", "é"]
    #expect(pattern.matches(path))
    let parameters = pattern.parameters(in: path)
    #expect(parameters["room"] == "a/b")
    #expect(parameters["client"] == "é")
    #expect(parameters["rooms"] == nil)
    #expect(parameters[""] == nil)
  }

  @Test(arguments: [
    [], ["rooms"], ["rooms", ""], ["rooms", "a", "b"], ["Rooms", "a"], ["rooms", "a", ""],
  ])
  func otherPathsDoNotMatch(path: [String]) throws {
    #expect(try !#require(PathPattern("/rooms/{room}")).matches(path))
  }

  @Test func literalsGoFirst() throws {
    let paths = ["/a/b/{x}", "/a/{x}", "/a/{x}/c", "/{x}/b", "/{x}/b/c"]
    let patterns = try paths.map { try #require(PathPattern($0)) }
    for first in patterns.indices {
      for second in patterns.indices {
        #expect(patterns[first].precedes(patterns[second]) == (first < second))
      }
    }
  }

  @Test func shapesLeaveTheNamesOut() throws {
    let shapes = ["/a/{x}", "/a/{y}", "/{a}/x"].map { PathPattern($0)?.shape }
    #expect(shapes[0] == shapes[1])
    #expect(shapes[0] != shapes[2])
  }

  @Test(arguments: [
    ("/a/b", ["a", "b"], false), ("/a%2Fb", ["a/b"], true), ("/a%2fb/c", ["a/b", "c"], true),
    ("/%61/b?x=%2F", ["a", "b"], false), ("/", [""], false), ("/a/", ["a", ""], false),
    ("/a%252F", ["a%2F"], false), ("http://h/a%2Fb?c", ["a/b"], true), ("/+%2B", ["++"], false),
    ("/%E2%82%AC/%2F", ["€", "/"], true), ("/a%2F", ["a/"], true),
  ])
  func segmentsAreDecodedOneByOne(
    _ target: String, _ segments: [String], _ hasEscapedSlash: Bool
  ) throws {
    let request = try Request(method: .get, target: target)
    #expect(request.pathSegments(limit: 3) == segments)
    #expect(request.hasEscapedSlash == hasEscapedSlash)
  }

  @Test func moreSegmentsThanAnyRouteHasAreNotRead() throws {
    let request = try Request(method: .get, target: "/a/b/c")
    #expect(request.pathSegments(limit: 3)?.count == 3)
    #expect(request.pathSegments(limit: 2) == nil)
    let slashes = try Request(method: .get, target: String(repeating: "/", count: 4000))
    #expect(slashes.pathSegments(limit: 2) == nil)
  }

  @Test(arguments: ["*", "http://h", "http://h?x=/a"])
  func targetsWithoutAPathHaveNoSegments(_ target: String) throws {
    #expect(try Request(method: .options, target: target).pathSegments(limit: 3) == nil)
  }

  @Test(arguments: ["/%2", "/%zz", "/%00", "/%C3/%A9", "/a b"])
  func badEscapesNeverGetHere(_ target: String) {
    #expect(throws: TargetError.self) { try Request(method: .get, target: target) }
  }
}
