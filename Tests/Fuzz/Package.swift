// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Every fuzz target and the module it feeds. One line here, a folder in Sources and one in Corpus
/// make a new target; `run` finds it by its folder.
let fuzzTargets: [(name: String, module: String)] = [
  ("EnvelopeFuzz", "JSONEnvelope"),
  ("FrameFuzz", "WebSocketCore"),
  ("HandshakeFuzz", "WebSocketCore"),
  ("QueryFuzz", "HTTPCore"),
]

let package = Package(
  name: "fuzz",
  products: fuzzTargets.map { .executable(name: $0.name, targets: [$0.name]) },
  dependencies: [.package(name: "signaling-hub", path: "../..")],
  targets: fuzzTargets.map {
    .executableTarget(
      name: $0.name,
      dependencies: [.product(name: $0.module, package: "signaling-hub")],
      // libFuzzer brings its own main.
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    )
  }
)
