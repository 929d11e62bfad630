import Foundation
import HTTPCore
import Testing

@testable import WebClient

@Suite struct WebClientTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func everyFileOfTheSiteIsServedAsItIs() throws {
    let site = Self.root.appending(path: "Sources/WebClient/Site")
    let names = try FileManager.default.contentsOfDirectory(atPath: site.path).sorted()
    #expect(WebClient.pages.map(\.path).sorted() == names.map(StaticFile.path(of:)).sorted())
    for name in names {
      let file = try #require(WebClient.pages.first { $0.path == StaticFile.path(of: name) })
      #expect(try Data(contentsOf: site.appending(path: name)) == Data(file.bytes), "\(name)")
    }
  }

  @Test func theDocumentsAreThoseOfTheProject() throws {
    #expect(WebClient.documents.map(\.path).sorted() == ["/API_DOC.md", "/openapi.yaml"])
    for file in WebClient.documents {
      #expect(try Data(contentsOf: Self.root.appending(path: file.path)) == Data(file.bytes))
    }
  }

  @Test func otherBytesHaveAnotherTag() {
    let tags = [[], [0], [1], [0, 0]].map { StaticFile(named: "a", bytes: $0).entityTag }
    #expect(Set(tags).count == 4)
    for tag in tags { #expect(tag.count == 34 && tag.hasPrefix("\"") && tag.hasSuffix("\"")) }
  }

  @Test(
    arguments: [
      ("index.html", "/", "text/html; charset=utf-8"),
      ("inspect.html", "/inspect", "text/html; charset=utf-8"),
      ("client.js", "/client.js", "text/javascript; charset=utf-8"),
      ("client.d.ts", "/client.d.ts", "text/plain; charset=utf-8"),
      ("theme.css", "/theme.css", "text/css; charset=utf-8"),
      ("manifest.json", "/manifest.json", "application/manifest+json"),
      ("icon.svg", "/icon.svg", "image/svg+xml"),
      ("API_DOC.md", "/API_DOC.md", "text/markdown; charset=utf-8"),
      ("openapi.yaml", "/openapi.yaml", "application/yaml"),
    ])
  func aNameSaysWhereAFileIsAndWhatItIs(name: String, path: String, type: String) {
    let file = StaticFile(named: name, bytes: [])
    #expect(file.path == path)
    #expect(file.type == type)
  }
}
