import HTTPCore
import Testing

@testable import Endpoints

@Suite struct DocumentEndpointsTests {
  @Test func theOpenAPIDocumentIsServedAsItIs() {
    let response = Desk.make(openAPI: "openapi: 3.1.0\nä: 1\n").get("/openapi.yaml")
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/yaml")
    #expect(response.text == "openapi: 3.1.0\nä: 1\n")
  }
}
