import HTTPCore
import Synchronization
import Testing

@testable import Endpoints

@Suite struct EndpointsTests {
  private static let allowed = ["https://app.example"]
  private static let pages: [(path: String, methods: String)] = [
    ("/api/health", "GET, HEAD"), ("/livez", "GET, HEAD"), ("/readyz", "GET, HEAD"),
    ("/metrics", "GET, HEAD"), ("/api/inspect", "GET, HEAD"), ("/api/rooms/stats", "GET, HEAD"),
    ("/api/rooms/join", "POST"), ("/api/rooms/leave", "POST"), ("/ws", "GET"),
    ("/api/rooms", "GET, HEAD"), ("/api/rooms/r", "DELETE, GET, HEAD"),
    ("/api/rooms/r/clients/c", "DELETE"), ("/health", "GET, HEAD"), ("/rooms", "GET, HEAD"),
    ("/api/webrtc/rooms", "GET, HEAD"), ("/api/webrtc/rooms/r", "GET, HEAD"),
    ("/api/webrtc/rooms/r/join", "POST"),
  ]

  @Test(arguments: [
    "/api", "/api/", "/api/health/", "/API/health", "/api/rooms/", "/api/rooms/r/clients",
    "/ws/", "/metrics2", "/api//health", "//api/health", "/api/rooms/join/x",
    "/api/webrtc", "/api/webrtc/rooms/r/join/", "/health/",
  ])
  func nothingIsServedElsewhere(path: String) {
    for method in [HTTPCore.Method.get, .head, .post, .put, .options] {
      let response = Desk.make().respond(to: .make(method, path))
      #expect(response.status == .notFound)
      #expect(response["Content-Type"] == "application/json")
      #expect(response.text == #"{"error":"nothing is served at this path"}"#)
    }
  }

  @Test(arguments: pages.indices)
  func otherMethodsAreToldWhichThereAre(index: Int) {
    let (path, methods) = Self.pages[index]
    let known = methods.split(separator: ", ")
    let all: [HTTPCore.Method] = [
      .get, .head, .post, .put, .delete, .patch, .trace, Method(rawValue: "get"),
    ]
    for method in all where !known.contains(where: { $0 == method.rawValue }) {
      if method == .head, known.contains("GET") { continue }
      let response = Desk.make().respond(to: .make(method, path))
      #expect(response.status == .methodNotAllowed)
      #expect(response["Content-Type"] == "application/json")
      #expect(response["Allow"] == methods)
      #expect(response.text == #"{"error":"this path answers \#(methods)"}"#)
    }
  }

  @Test(arguments: pages.indices)
  func headAnswersAsGetDoes(index: Int) {
    let (path, methods) = Self.pages[index]
    guard methods.contains("HEAD"), path != "/ws", path != "/metrics" else { return }
    let desk = Desk.make()
    let get = desk.get(path)
    let head = desk.respond(to: .make(.head, path))
    #expect(head.status == get.status)
    #expect(head.headers.map(\.name) == get.headers.map(\.name))
    #expect(head.text == get.text)
  }

  @Test(arguments: pages.indices)
  func aPlainOPTIONSTellsTheMethods(index: Int) {
    let (path, methods) = Self.pages[index]
    for headers in [[], [("Origin", "https://app.example")]] as [[(name: String, value: String)]] {
      let response = Desk.make(origins: Self.allowed).respond(to: .make(.options, path, headers))
      #expect(response.status == .noContent)
      #expect(response["Allow"] == methods + ", OPTIONS")
      #expect(response.text == "")
      #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
    }
  }

  @Test(arguments: pages.indices)
  func aPreflightOfAListedOriginIsGranted(index: Int) {
    let (path, methods) = Self.pages[index]
    let response = Desk.make(origins: Self.allowed).respond(
      to: .make(
        .options, path,
        [("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST")]))
    #expect(response.status == .noContent)
    #expect(
      response.headers.map { "\($0.name): \($0.value)" } == [
        "Access-Control-Allow-Origin: https://app.example", "Vary: Origin",
        "Access-Control-Allow-Methods: \(methods), OPTIONS",
        "Access-Control-Allow-Headers: Authorization, Content-Type", "Access-Control-Max-Age: 600",
      ])
  }

  @Test(arguments: [
    "https://evil.example", "null", "http://app.example", "https://app.example.evil.example",
    "http://hub.example",
  ])
  func aPreflightOfAnotherOriginIsRefused(origin: String) {
    let response = Desk.make(origins: Self.allowed).respond(
      to: .make(
        .options, "/api/rooms/join",
        [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Host", "hub.example")]))
    #expect(response.status == .forbidden)
    #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
    #expect(
      response.text
        == #"{"error":"this origin may not call from a browser; start the hub with --allow-origin"}"#
    )
  }

  @Test(arguments: [
    ("https://app.example", ["Access-Control-Allow-Origin: https://app.example", "Vary: Origin"]),
    ("https://evil.example", ["Vary: Origin"]), ("null", ["Vary: Origin"]),
  ])
  func everyAnswerTellsAPageWhetherItMayRead(origin: String, fields: [String]) {
    let desk = Desk.make(origins: Self.allowed)
    for (method, target) in [
      (HTTPCore.Method.get, "/api/health"), (.get, "/nothing"), (.put, "/api/health"),
      (.post, "/api/rooms/leave"), (.get, "/ws"), (.post, "/api/rooms/join"),
    ] {
      let response = desk.respond(to: .make(method, target, [("Origin", origin)]))
      let found = response.headers.filter {
        $0.name.hasPrefix("Access-Control") || $0.name == "Vary"
      }
      #expect(found.map { "\($0.name): \($0.value)" } == fields, "\(method) \(target)")
    }
  }

  @Test func withoutAListAnswersDoNotDependOnTheOrigin() {
    let response = Desk.make().get("/api/health", [("Origin", "https://app.example")])
    #expect(response.headers.map(\.name) == ["Content-Type"])
  }

  @Test(arguments: [["https://app.example"], ["*"]])
  func aPageMayReadWhenToComeBack(origins: [String]) throws {
    let desk = Desk.make(limits: .make(clients: 0), origins: origins)
    let request = Request.make(.post, "/api/rooms/join", [("Origin", "https://app.example")])
    let response = desk.respond(to: request)
    #expect(response["Retry-After"] == "10")
    #expect(response["Access-Control-Expose-Headers"] == "Retry-After")
    let elsewhere = Desk.make(limits: .make(clients: 0)).respond(to: request)
    #expect(elsewhere["Access-Control-Expose-Headers"] == nil)
  }

  @Test func withAStarEveryPageMayRead() {
    let desk = Desk.make(origins: ["*"])
    let response = desk.get("/api/health", [("Origin", "null")])
    #expect(response["Access-Control-Allow-Origin"] == "*")
    #expect(response["Access-Control-Allow-Credentials"] == nil)
    let preflight = desk.respond(
      to: .make(
        .options, "/api/rooms/join",
        [("Origin", "https://any.example"), ("Access-Control-Request-Method", "POST")]))
    #expect(preflight.status == .noContent)
    #expect(preflight["Access-Control-Allow-Origin"] == "*")
  }

  @Test func withoutAnOriginThereAreNoFieldsOfCORS() {
    let response = Desk.make(origins: Self.allowed).get("/api/health")
    // But a cache must know that another origin may get another answer.
    #expect(response.headers.map(\.name) == ["Content-Type", "Vary"])
    let closed = Desk.make().get("/api/health")
    #expect(closed.headers.map(\.name) == ["Content-Type"])
  }

  /// What a deferred answer is in the end, when the one who has to give it does `work`.
  private func settle(
    _ work: @escaping @Sendable (Responder) -> Void, origins: [String] = allowed
  ) throws -> Response {
    let router = Router([Router.Route(.get, "/later") { _ in .later(work) }])
    let endpoints = Endpoints(router, origins: try #require(OriginPolicy(allowed: origins)))
    let response = endpoints.respond(
      to: .make(.get, "/later", [("Origin", "https://app.example")]))
    guard case .later(let deferred) = response.payload else { return response }
    let settled = Mutex<Response?>(nil)
    deferred.start(Responder { answer in settled.withLock { $0 = answer } })
    return try #require(settled.withLock { $0 })
  }

  @Test func anAnswerThatComesLaterTellsAPageWhetherItMayRead() throws {
    let response = try settle {
      $0.answer(.error(.conflict, "no", headers: [("Retry-After", "1")]))
    }
    #expect(response.status == .conflict)
    #expect(response["Access-Control-Allow-Origin"] == "https://app.example")
    #expect(response["Vary"] == "Origin")
    #expect(response["Access-Control-Expose-Headers"] == "Retry-After")
    let elsewhere = try settle({ $0.answer(.json([])) }, origins: ["https://other.example"])
    #expect(elsewhere["Access-Control-Allow-Origin"] == nil)
    #expect(elsewhere["Vary"] == "Origin")
    #expect(try settle { _ in }["Access-Control-Allow-Origin"] == "https://app.example")
  }

  @Test func aStreamTellsAPageWhetherItMayRead() throws {
    let stream = ByteStream()
    let fields = [("Content-Type", "text/event-stream")]
    let router = Router([Router.Route(.get, "/events") { _ in .stream(stream, headers: fields) }])
    let policy = try #require(OriginPolicy(allowed: Self.allowed))
    let response = Endpoints(router, origins: policy).respond(
      to: .make(.get, "/events", [("Origin", "https://app.example")]))
    #expect(response["Content-Type"] == "text/event-stream")
    #expect(response["Access-Control-Allow-Origin"] == "https://app.example")
    #expect(response["Vary"] == "Origin")
    #expect(stream.isOpen)
  }

  @Test func anUpgradeThatComesLaterHasNoFieldsOfCORS() throws {
    let upgrade = Upgrade(adopt: { _ in }, abandon: {})
    let response = try settle { $0.answer(.upgrade(upgrade, headers: [("Upgrade", "websocket")])) }
    #expect(response.upgrade != nil)
    #expect(response.headers.map(\.name) == ["Upgrade"])
  }
}
