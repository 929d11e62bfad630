import CWebClient
import Crypto
import HTTPCore

/// What the hub serves besides its interface: pages, their scripts, and documents. All of it is part
/// of the binary; nothing is read at run time.
public enum WebClient {
  /// The interface's description for people and for programs.
  public static let documents = files.filter { documentNames.contains($0.path) }

  /// The pages with their scripts and styles, and the module for other pages.
  public static let pages = files.filter { !documentNames.contains($0.path) }

  private static let documentNames: Set = ["/API_DOC.md", "/openapi.yaml"]

  static let files: [StaticFile] = {
    var count = 0
    // A table of that many entries, which live as long as the process (CWebClient.h).
    let table = unsafe UnsafeBufferPointer(start: CWebClient_files(&count), count: count)
    return table.indices.map { index in
      let file = unsafe table[index]
      return unsafe StaticFile(
        named: String(cString: file.name),
        bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }
  }()
}

extension StaticFile {
  /// A file of the site: its name says where it is served and what it is.
  init(named name: String, bytes: [UInt8]) {
    let tag = SHA256.hash(data: bytes).prefix(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }
    self.init(
      path: Self.path(of: name), type: Self.type(of: name),
      entityTag: "\"\(tag.joined())\"", bytes: bytes)
  }

  /// Pages are known without their extension.
  static func path(of name: String) -> String {
    if name == "index.html" { return "/" }
    return name.hasSuffix(".html") ? "/" + name.dropLast(5) : "/" + name
  }

  /// The media type by the extension. Text is UTF-8 throughout.
  static func type(of name: String) -> String {
    // The types of RFC 9239, RFC 7763, RFC 9512 and of the Web Application Manifest.
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/manifest+json"
    case "svg": "image/svg+xml"
    case "md": "text/markdown; charset=utf-8"
    case "yaml": "application/yaml"
    default: "text/plain; charset=utf-8"
    }
  }
}
