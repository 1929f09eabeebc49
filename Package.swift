// swift-tools-version: 6.1
import PackageDescription

// The arrows of docs/architecture.md 1, as data: Domain <- Ports <- (Adapters, Apps), and only `panelapp` knows adapters.
// Tests/ArchitectureTests reads this file and every import line and fails on any other edge.
// Versions are exact, because this project keeps no Package.resolved.

let strict: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

func adapter(
    _ name: String, _ dependencies: [Target.Dependency] = ["Domain", "Ports"], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Adapters/\(name)", resources: resources,
        swiftSettings: strict)
}

func app(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Apps/\(name)", resources: resources,
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "panelapp",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "panelapp", targets: ["panelapp"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
    ],
    targets: [
        // The rules.
        .target(name: "Domain", path: "Sources/Domain", swiftSettings: strict),
        .target(name: "Ports", dependencies: ["Domain"], path: "Sources/Ports", swiftSettings: strict),

        // C libraries of the system.
        .systemLibrary(
            name: "CLibpq", path: "Sources/Adapters/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/Adapters/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CXattr", path: "Sources/Adapters/CXattr"),
        .systemLibrary(
            name: "CCurl", path: "Sources/Adapters/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),

        // Adapters: one technology each.
        adapter("SQLCore", ["Ports"]),
        adapter("PostgresDriver", ["SQLCore", "CLibpq"]),
        adapter(
            "SQLiteDriver", ["SQLCore", product("GRDB", "GRDB.swift"), product("GRDBSQLite", "GRDB.swift")]),
        adapter("SQLRepo", ["Domain", "Ports", "SQLCore", "Compression", product("Crypto", "swift-crypto")]),
        adapter("LocalFiles", ["CXattr"]),
        adapter("MailFormat"),
        adapter("FileBlobStore", ["Domain", "Ports", "LocalFiles"]),
        adapter("MemoryJobQueue"),
        adapter("FileMailer", ["Ports", "LocalFiles", "MailFormat"]),
        adapter("SMTPMailer", ["Domain", "Ports", "MailFormat", "CCurl"]),
        adapter("SystemClock"),
        adapter(
            "PasswordHashing",
            ["Ports", product("Crypto", "swift-crypto"), product("CryptoExtras", "swift-crypto")],
            resources: [.copy("Resources")]),
        adapter("HMACKeyring", ["Ports", product("Crypto", "swift-crypto")]),
        adapter(
            "AWSClient",
            [
                "Domain", "Ports", product("AsyncHTTPClient", "async-http-client"), product("NIOCore", "swift-nio"),
                product("NIOHTTP1", "swift-nio"), product("Crypto", "swift-crypto"),
            ]),
        adapter(
            "S3BlobStore",
            [
                "Domain", "Ports", "AWSClient", product("AsyncHTTPClient", "async-http-client"),
                product("NIOCore", "swift-nio"),
            ]),
        adapter("SQSJobQueue", ["Domain", "Ports", "AWSClient"]),
        adapter("PrometheusMetrics", []),
        adapter(
            "OTLPTracing",
            [
                product("Tracing", "swift-distributed-tracing"), product("AsyncHTTPClient", "async-http-client"),
                product("NIOCore", "swift-nio"),
            ]),
        adapter(
            "LoadBalancerGate",
            [
                "Domain", "Ports", product("AsyncHTTPClient", "async-http-client"), product("NIOCore", "swift-nio"),
                product("Crypto", "swift-crypto"),
            ]),
        adapter("Compression", ["CZlib"]),
        adapter("PanelAppFiles", ["Domain", "Ports", "Compression"]),
        adapter("OriginalReader", ["Domain", "Ports", "SQLCore", product("Crypto", "swift-crypto")]),
        adapter(
            "PeerReader",
            [
                "Domain", "Ports", product("AsyncHTTPClient", "async-http-client"), product("NIOCore", "swift-nio"),
                product("NIOHTTP1", "swift-nio"), product("Crypto", "swift-crypto"),
            ]),

        // Apps: who drives the core.
        app("UseCases", ["Domain", "Ports"]),
        app(
            "Web",
            [
                "Domain", "Ports", "UseCases", product("Hummingbird", "hummingbird"),
                product("HTTPTypes", "swift-http-types"), product("NIOCore", "swift-nio"),
                product("Logging", "swift-log"), product("Crypto", "swift-crypto"),
                product("Tracing", "swift-distributed-tracing"),
                product("ServiceLifecycle", "swift-service-lifecycle"),
            ]),
        app(
            "API",
            [
                "Domain", "Ports", "UseCases", "Web", product("Hummingbird", "hummingbird"),
                product("HTTPTypes", "swift-http-types"), product("NIOCore", "swift-nio"),
                product("Crypto", "swift-crypto"),
            ]),
        app(
            "Pages",
            [
                "Domain", "Ports", "UseCases", "Web", product("Hummingbird", "hummingbird"),
                product("HTTPTypes", "swift-http-types"), product("NIOCore", "swift-nio"),
            ],
            resources: [.copy("Assets")]),
        .executableTarget(
            name: "panelapp",
            dependencies: [
                "Domain", "Ports", "UseCases", "Web", "API", "Pages",
                "SQLCore", "PostgresDriver", "SQLiteDriver", "SQLRepo", "FileBlobStore", "MemoryJobQueue", "FileMailer",
                "SystemClock", "PasswordHashing", "HMACKeyring", "Compression", "PanelAppFiles", "OriginalReader",
                "PeerReader", "AWSClient", "S3BlobStore", "SQSJobQueue", "SMTPMailer", "PrometheusMetrics",
                "LoadBalancerGate",
                "OTLPTracing", product("Tracing", "swift-distributed-tracing"),
                product("AsyncHTTPClient", "async-http-client"), product("ArgumentParser", "swift-argument-parser"),
                product("Logging", "swift-log"),
                product("Hummingbird", "hummingbird"), product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"), product("HTTPTypes", "swift-http-types"),
                product("NIOCore", "swift-nio"), product("NIOPosix", "swift-nio"),
                product("ServiceLifecycle", "swift-service-lifecycle"),
                product("UnixSignals", "swift-service-lifecycle"),
                product("Crypto", "swift-crypto"), product("CryptoExtras", "swift-crypto"),
            ],
            path: "Sources/Apps/panelapp", swiftSettings: strict),

        // Tests mirror Sources. TestSupport holds what several suites need: a clock to turn, seeded numbers, real data.
        .target(
            name: "TestSupport", dependencies: ["Domain", "Ports"], path: "Tests/TestSupport", swiftSettings: strict),
        // DatabaseSupport gives a suite a scratch database of either kind.
        .target(
            name: "DatabaseSupport", dependencies: ["SQLCore", "PostgresDriver", "SQLiteDriver", "TestSupport"],
            path: "Tests/DatabaseSupport", swiftSettings: strict),
        // PeerSupport finds the stand-ins for AWS and a mail server that `scripts/test-peers.sh` has started.
        .target(
            name: "PeerSupport",
            dependencies: [
                "Domain", "Ports", "AWSClient", "S3BlobStore", "SQSJobQueue", "SMTPMailer", "SystemClock",
                product("AsyncHTTPClient", "async-http-client"), product("Hummingbird", "hummingbird"),
            ], path: "Tests/PeerSupport", swiftSettings: strict),
        // A program that changes a panel without end, for a test that kills it.
        .executableTarget(
            name: "EndlessWriter",
            dependencies: ["Domain", "Ports", "SQLCore", "SQLRepo", "PostgresDriver", "SQLiteDriver"],
            path: "Tests/EndlessWriter", swiftSettings: strict),
        tests("DomainTests", ["Domain", "TestSupport"]),
        tests(
            "UseCaseTests",
            [
                "Domain", "Ports", "UseCases", "API", "Web", "SQLRepo", "SystemClock", "DatabaseSupport",
                "MemoryJobQueue",
                "TestSupport",
            ]),
        tests("ArchitectureTests", []),
        tests(
            "ContractTests",
            [
                "Domain", "Ports", "UseCases", "Web", "TestSupport", "DatabaseSupport", "SQLCore", "SQLRepo",
                "PostgresDriver", "SQLiteDriver",
                "FileBlobStore", "MemoryJobQueue", "FileMailer", "MailFormat", "SystemClock", "Compression",
                "PasswordHashing", "HMACKeyring", "EndlessWriter", "AWSClient", "S3BlobStore", "SQSJobQueue",
                "SMTPMailer", "PeerSupport", "PrometheusMetrics", "OTLPTracing",
                product("Tracing", "swift-distributed-tracing"),
                product("AsyncHTTPClient", "async-http-client"), product("NIOCore", "swift-nio"),
                product("Hummingbird", "hummingbird"), product("HummingbirdTesting", "hummingbird"),
                product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
            ]),
        tests(
            "ImportTests",
            [
                "Domain", "Ports", "TestSupport", "DatabaseSupport", "UseCases", "PanelAppFiles", "OriginalReader",
                "PeerReader", "SQLRepo", "PostgresDriver", "SQLiteDriver", "SQLCore", "Compression", "panelapp",
                product("Hummingbird", "hummingbird"), product("HummingbirdTesting", "hummingbird"),
                product("Logging", "swift-log"), product("NIOCore", "swift-nio"),
                product("Crypto", "swift-crypto"), product("CryptoExtras", "swift-crypto"),
            ]),
        tests(
            "WebTests",
            [
                "Domain", "Ports", "UseCases", "Web", "API", "Pages", "SQLRepo", "SQLiteDriver", "SQLCore",
                "FileBlobStore", "DatabaseSupport", "TestSupport", "PasswordHashing", "HMACKeyring", "MemoryJobQueue",
                "SystemClock", "LoadBalancerGate", product("Tracing", "swift-distributed-tracing"),
                product("InMemoryTracing", "swift-distributed-tracing"),
                product("AsyncHTTPClient", "async-http-client"), product("Crypto", "swift-crypto"),
                product("HummingbirdTesting", "hummingbird"), product("NIOCore", "swift-nio"),
                product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
            ]),
        tests(
            "CommandTests",
            [
                "panelapp", "Domain", "Ports", "UseCases", "Web", "TestSupport", "DatabaseSupport", "PeerSupport",
                "PrometheusMetrics", "OTLPTracing", "AWSClient", "SQLCore", "S3BlobStore", "SQSJobQueue",
                "PostgresDriver",
                product("Tracing", "swift-distributed-tracing"),
                product("Hummingbird", "hummingbird"),
                product("AsyncHTTPClient", "async-http-client"), product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"),
                product("NIOHTTP1", "swift-nio"), product("NIOPosix", "swift-nio"),
                product("ServiceLifecycle", "swift-service-lifecycle"),
                product("UnixSignals", "swift-service-lifecycle"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
