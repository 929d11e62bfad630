import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct HealthEndpointsTests {
  @Test(arguments: [
    (1_136_214_245.678, "2006-01-02 15:04:05"), (0, "1970-01-01 00:00:00"),
    (951_868_799.999, "2000-02-29 23:59:59"),
  ])
  func healthTellsTheTimeAsTheGoHubDoes(seconds: Double, time: String) {
    let desk = Desk.make()
    desk.set(seconds: seconds)
    let response = desk.get("/api/health")
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/json")
    #expect(
      response.text
        == #"{"serviceName":"Signaling Server","status":"ok","serverTime":"\#(time)"}"#)
  }

  @Test func livezIsAlwaysFine() {
    let desk = Desk.make(limits: .make(connections: 0))
    desk.hub.startDraining()
    #expect(desk.get("/livez").status == .ok)
    #expect(desk.get("/livez").text == #"{"status":"ok"}"#)
  }

  @Test func readyzIsFineUntilTheHubDrains() {
    let desk = Desk.make()
    #expect(desk.get("/readyz").status == .ok)
    #expect(desk.get("/readyz").text == #"{"status":"ok"}"#)
    desk.hub.startDraining()
    #expect(desk.get("/readyz").status == .serviceUnavailable)
    #expect(desk.get("/readyz").text == #"{"error":"the hub is stopping"}"#)
    // The Go hub's own form stays as it is.
    #expect(desk.get("/api/health").status == .ok)
  }

  @Test func readyzIsNotFineWithoutADescriptorLeft() throws {
    let desk = Desk.make(limits: .make(connections: 1))
    let upgrade = try #require(desk.openSocket().upgrade)
    #expect(desk.get("/readyz").status == .serviceUnavailable)
    #expect(
      desk.get("/readyz").text
        == #"{"error":"no file descriptor is left for another connection"}"#)
    upgrade.abandon()
    #expect(desk.get("/readyz").status == .ok)
  }
}
