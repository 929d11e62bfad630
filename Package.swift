// swift-tools-version: 6.2
import PackageDescription

// Set for `swift test --sanitize=thread`: see Sources/Signaling/SanitizedMutex.swift. Most is left out
// then; hub-bench has to be, because the sanitizer's pass crashes the compiler (6.3.1) on its vector
// code.
let isThreadSanitized = Context.environment["THREAD_SANITIZER"] != nil

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
  ]
  + (isThreadSanitized
    ? [.define("THREAD_SANITIZER")] : [.enableUpcomingFeature("MemberImportVisibility")])

let package = Package(
  name: "signaling-hub",
  products: [
    .executable(name: "signaling-hub", targets: ["signaling-hub"]),
    .executable(name: "hub-bench", targets: ["hub-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CSIMD"),
    .systemLibrary(name: "CLinux"),
    .target(name: "JSONEnvelope", dependencies: ["CSIMD"], swiftSettings: settings),
    .target(
      name: "WebSocketCore",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(name: "HTTPCore", swiftSettings: settings),
    .target(
      name: "Signaling",
      dependencies: [
        "CLinux",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "Dialects", dependencies: ["Signaling", "JSONEnvelope"], swiftSettings: settings),
    .target(
      name: "Authentication",
      dependencies: [
        "JSONEnvelope", "Signaling",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ],
      swiftSettings: settings),
    .target(
      name: "SignalRelay",
      dependencies: [
        "CLinux", "Dialects", "JSONEnvelope", "Signaling", "WebSocketCore",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(
      name: "Endpoints",
      dependencies: [
        "Dialects", "HTTPCore", "JSONEnvelope", "Signaling", "WebSocketCore",
      ],
      swiftSettings: settings),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .target(
      name: "MicroHTTPD",
      dependencies: [
        "CMicroHTTPD", "HTTPCore", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(name: "CWebClient"),
    .target(
      name: "WebClient",
      dependencies: [
        "CWebClient", "HTTPCore", .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Site"], swiftSettings: settings),
    .executableTarget(
      name: "signaling-hub",
      dependencies: [
        "Authentication", "Endpoints", "HTTPCore", "JSONEnvelope", "MicroHTTPD", "SignalRelay",
        "Signaling", "WebClient",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "hub-bench",
      dependencies: [
        "CLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    .testTarget(name: "HubBenchTests", dependencies: ["hub-bench"], swiftSettings: settings),
    .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore"], swiftSettings: settings),
    .testTarget(
      name: "MicroHTTPDTests",
      dependencies: ["HTTPCore", "MicroHTTPD", .product(name: "Logging", package: "swift-log")],
      swiftSettings: settings),
    .testTarget(
      name: "WebSocketCoreTests", dependencies: ["WebSocketCore"], swiftSettings: settings),
    .testTarget(name: "JSONEnvelopeTests", dependencies: ["JSONEnvelope"], swiftSettings: settings),
    .testTarget(
      name: "SignalRelayTests",
      dependencies: [
        "CLinux", "Dialects", "Signaling", "SignalRelay", "WebSocketCore",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .testTarget(name: "SignalingTests", dependencies: ["Signaling"], swiftSettings: settings),
    .testTarget(
      name: "DialectsTests", dependencies: ["Dialects", "JSONEnvelope", "Signaling"],
      swiftSettings: settings),
    .testTarget(
      name: "AuthenticationTests",
      dependencies: [
        "Authentication", "Signaling",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WebClientTests", dependencies: ["HTTPCore", "WebClient"], swiftSettings: settings),
    .testTarget(
      name: "EndpointsTests",
      dependencies: ["Dialects", "Endpoints", "HTTPCore", "Signaling"],
      swiftSettings: settings),
    .testTarget(
      name: "SignalingHubTests",
      dependencies: [
        "signaling-hub", "Authentication", "Signaling",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Tests/signaling-hubTests", swiftSettings: settings),
    // The server that the Autobahn test cases run against.
    .executableTarget(
      name: "autobahn-echo",
      dependencies: [
        "HTTPCore", "MicroHTTPD", "SignalRelay", "Signaling", "WebSocketCore",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Autobahn/Echo", swiftSettings: settings),
  ]
)

if isThreadSanitized {
  // What the tests with threads need and nothing else, because this build takes minutes. The package
  // dependencies stay, so that Package.resolved does; those without a target are not built.
  let needed: Set = [
    "CSIMD", "CLinux", "JSONEnvelope", "WebSocketCore", "Signaling", "Dialects", "SignalRelay",
    "SignalingTests", "SignalRelayTests",
  ]
  package.products = []
  package.targets.removeAll { !needed.contains($0.name) }
}
