import HTTPCore
import Testing

@Suite struct RouterTests {
  let router = Router([
    .init(.get, "/a") { _ in .json(Array("get".utf8)) },
    .init(.post, "/a") { .json($0.body) },
    .init(.post, "/b") { _ in .json(Array("post".utf8)) },
  ])

  func answer(_ method: HTTPCore.Method, _ target: String, body: String = "") throws -> Response {
    router.respond(to: try Request(method: method, target: target, body: Array(body.utf8)))
  }

  @Test func aRouteMayLeaveHeadOut() throws {
    let router = Router([Router.Route(.get, "/ws", answersHead: false) { _ in .json([]) }])
    let response = router.respond(to: try Request(method: .head, target: "/ws"))
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers.contains { $0.name == "Allow" && $0.value == "GET" })
  }

  @Test func findsTheHandlerByMethodAndDecodedPath() throws {
    #expect(text(try answer(.get, "/a?x=1")) == "get")
    #expect(text(try answer(.post, "/%61", body: "hello")) == "hello")
  }

  @Test func answersHEADByTheHandlerOfGET() throws {
    #expect(text(try answer(.head, "/a")) == "get")
    #expect(try answer(.head, "/b").status == .methodNotAllowed)
  }

  @Test(arguments: ["/", "/a/", "/A", "//a", "/c", "*"])
  func unknownPathIs404(_ path: String) throws {
    let response = try answer(.get, path)
    #expect(response.status == .notFound)
    #expect(text(response).hasPrefix(#"{"error":""#))
  }

  @Test func unknownMethodIs405WithAllow() throws {
    let response = try answer(.delete, "/a")
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers.contains { $0.name == "Allow" && $0.value == "GET, HEAD, POST" })
    #expect(router.allowedMethods(for: try Request(method: .options, target: "/b")) == "POST")
    #expect(router.allowedMethods(for: try Request(method: .options, target: "/c")) == nil)
  }

  @Test func anEscapedSlashSeparatesNothing() throws {
    let router = Router([.init(.get, "/a/b") { _ in .json([]) }])
    #expect(router.respond(to: try Request(method: .get, target: "/a/%62")).status == .ok)
    #expect(router.respond(to: try Request(method: .get, target: "/a%2Fb")).status == .notFound)
  }

  @Suite struct Parameters {
    let router = Router([
      .init(.get, "/rooms/{room}") { say("room", $0) },
      .init(.delete, "/rooms/{name}") { say("delete", $0) },
      .init(.get, "/rooms/stats") { say("stats", $0) },
      .init(.post, "/rooms/{room}/clients/{client}") { say("client", $0) },
      .init(.get, "/rooms/{room}/clients/all") { say("all", $0) },
      .init(.get, "/rooms/lobby/clients/{client}", answersHead: false) { say("lobby", $0) },
    ])

    func answer(_ method: HTTPCore.Method, _ target: String) throws -> Response {
      router.respond(to: try Request(method: method, target: target))
    }

    @Test(arguments: [
      ("/rooms/a", "room room=a"), ("/rooms/chat%2Fx", "room room=chat/x"),
      ("/rooms/a%20b?room=c", "room room=a b"), ("/rooms/%7Broom%7D", "room room={room}"),
      ("/%72ooms/a", "room room=a"), ("http://h/rooms/a", "room room=a"),
      ("/rooms/stats%2F", "room room=stats/"), ("/rooms/..", "room room=.."),
    ])
    func standForOneSegment(_ target: String, _ answer: String) throws {
      #expect(text(try self.answer(.get, target)) == answer)
    }

    @Test(arguments: [
      ("/rooms/stats", "stats"), ("/rooms/%73tats", "stats"),
      ("/rooms/a/clients/all", "all room=a"), ("/rooms/lobby/clients/b", "lobby client=b"),
      ("/rooms/lobby/clients/all", "lobby client=all"),
    ])
    func literalsWin(_ target: String, _ answer: String) throws {
      #expect(text(try self.answer(.get, target)) == answer)
    }

    @Test func routesOfOneShapeMayNameTheirParametersDifferently() throws {
      #expect(text(try answer(.delete, "/rooms/a")) == "delete name=a")
      #expect(text(try answer(.head, "/rooms/a")) == "room room=a")
    }

    @Test(arguments: [
      "/rooms", "/rooms/", "/rooms//", "/rooms/a/", "/rooms/a/clients", "/rooms//clients/b",
      "/rooms/a/clients/b/c", "/Rooms/a", "/rooms%2Fa", "//rooms/a", "*", "/",
    ])
    func otherPathsAre404(_ target: String) throws {
      for method in [HTTPCore.Method.get, .post, .delete, .head] {
        #expect(try answer(method, target).status == .notFound)
      }
      #expect(router.allowedMethods(for: try Request(method: .options, target: target)) == nil)
    }

    @Test(arguments: [
      ("/rooms/a", "DELETE, GET, HEAD"), ("/rooms/stats", "GET, HEAD"),
      ("/rooms/a/clients/b", "POST"), ("/rooms/lobby/clients/b", "GET"),
    ])
    func otherMethodsAreToldWhichThereAre(_ target: String, _ methods: String) throws {
      let response = try answer(.put, target)
      #expect(response.status == .methodNotAllowed)
      #expect(response.headers.contains { $0.name == "Allow" && $0.value == methods })
      #expect(router.allowedMethods(for: try Request(method: .options, target: target)) == methods)
    }

    @Test func withoutParametersThereAreNone() throws {
      let request = try Request(method: .get, target: "/rooms/a")
      #expect(request.parameters["room"] == nil)
    }
  }
}

/// The route and what it found in the path.
private func say(_ route: String, _ request: Request) -> Response {
  let found = ["room", "name", "client"].compactMap { name in
    request.parameters[name].map { " \(name)=\($0)" }
  }
  return .json(Array((route + found.joined()).utf8))
}
