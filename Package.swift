// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "swift-gitops",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Values", targets: ["Values"]),
        .library(name: "SourceTrees", targets: ["SourceTrees"]),
        .library(name: "SemanticVersions", targets: ["SemanticVersions"]),
        .library(name: "GitSource", targets: ["GitSource"]),
        .library(name: "ArtifactSource", targets: ["ArtifactSource"]),
        .library(name: "ArtifactSourceHTTP", targets: ["ArtifactSourceHTTP"]),
        .library(name: "LinearRegex", targets: ["LinearRegex"]),
        .library(name: "Jsonnet", targets: ["Jsonnet"]),
        .library(name: "GoTemplate", targets: ["GoTemplate"]),
        .library(name: "TemplateCertificates", targets: ["TemplateCertificates"]),
        .library(name: "KubeModel", targets: ["KubeModel"]),
        .library(name: "Diff", targets: ["Diff"]),
        .library(name: "KubeClient", targets: ["KubeClient"]),
        .library(name: "KubeClientHTTP", targets: ["KubeClientHTTP"]),
        .library(name: "ManifestRender", targets: ["ManifestRender"]),
        .library(name: "Reconciler", targets: ["Reconciler"]),
        .library(name: "ReconcilerSQLite", targets: ["ReconcilerSQLite"]),
        .library(name: "KubeSimulator", targets: ["KubeSimulator"]),
        .library(name: "GitOps", targets: ["GitOps"]),
        .library(name: "KubeSimulatorHTTP", targets: ["KubeSimulatorHTTP"]),
        .executable(name: "gitops", targets: ["gitops"]),
        .executable(name: "gitops-demo", targets: ["gitops-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.18.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", "4.0.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CLibGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),

        .target(name: "Values", dependencies: ["CLibYAML"]),
        .target(name: "SourceTrees"),
        .target(name: "SemanticVersions"),
        .target(name: "GitSource", dependencies: ["CLibGit2", "SemanticVersions", "SourceTrees"]),
        .target(name: "Archives"),
        .target(
            name: "ArtifactSource",
            dependencies: [
                "Archives", "SemanticVersions", "SourceTrees", "Values",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "ArtifactSourceHTTP",
            dependencies: [
                "ArtifactSource",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .testTarget(
            name: "ArtifactSourceTests", dependencies: ["Archives", "ArtifactSource", "SourceTrees"]),
        .testTarget(
            name: "ArtifactSourceHTTPTests",
            dependencies: [
                "Archives", "ArtifactSource", "ArtifactSourceHTTP", "SourceTrees",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(name: "LinearRegex"),
        .target(name: "GoTemplate", dependencies: ["LinearRegex", "SemanticVersions", "Values"]),
        // A call on a stack of its own, which Swift cannot make by itself.
        .target(name: "CStackSwitch"),
        .target(name: "Jsonnet", dependencies: ["CStackSwitch", "SourceTrees", "Values"]),
        .testTarget(name: "JsonnetTests", dependencies: ["Jsonnet", "SourceTrees", "TestSupport", "Values"]),
        .target(name: "KubeModel", dependencies: ["Values"], exclude: ["Schema/Generator"]),
        .target(name: "KubeClient", dependencies: ["KubeModel", "Values"]),
        // WebSockets over NIO, for the client's side and the simulator's.
        .target(
            name: "WebSocketWire",
            dependencies: [
                "KubeClient",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        .target(
            name: "KubeClientHTTP",
            dependencies: [
                "KubeClient", "KubeModel", "Values", "WebSocketWire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSOCKS", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
            ]),
        .target(
            name: "ManifestRender",
            dependencies: [
                "Archives", "GoTemplate", "Jsonnet", "KubeModel", "LinearRegex", "SemanticVersions", "SourceTrees",
                "Values",
            ]),

        .target(name: "Reconciler", dependencies: ["Diff", "KubeClient", "KubeModel", "LinearRegex", "Values"]),
        .target(
            name: "ReconcilerSQLite",
            dependencies: ["KubeModel", "Reconciler", "Values", .product(name: "GRDB", package: "GRDB.swift")]),

        .target(
            name: "KubeSimulator", dependencies: ["Archives", "KubeClient", "KubeModel", "LinearRegex", "Values"],
            exclude: ["Schema/generate-tables.py"]),
        .target(
            name: "KubeSimulatorHTTP",
            dependencies: [
                "KubeClient", "KubeSimulator", "Values", "WebSocketWire",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),
        .executableTarget(
            name: "custom-operator",
            dependencies: ["KubeClient", "KubeClientHTTP", "KubeModel", "KubeSimulator", "Values"],
            path: "Examples/CustomOperator"),
        .executableTarget(
            name: "minimal-embedding", dependencies: ["GitOps", "KubeSimulator"], path: "Examples/MinimalEmbedding"),
        .testTarget(
            name: "KubeSimulatorHTTPTests",
            dependencies: ["KubeClient", "KubeSimulator", "KubeSimulatorHTTP", "TestSupport", "Values"]),
        .testTarget(
            name: "KubeSimulatorTests",
            dependencies: ["KubeClient", "KubeModel", "KubeSimulator", "TestSupport", "Values"]),
        .testTarget(
            name: "KubeClientTests",
            dependencies: ["KubeClient", "KubeModel", "KubeSimulator", "TestSupport", "Values"]),
        .testTarget(
            name: "KubeClientHTTPTests",
            dependencies: [
                "KubeClient", "KubeClientHTTP", "KubeModel", "KubeSimulator", "KubeSimulatorHTTP", "Values",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(
            name: "GitOps",
            dependencies: [
                "ArtifactSource", "Diff", "GitSource", "KubeClient", "KubeModel", "ManifestRender", "Reconciler",
                "SourceTrees", "Values",
            ]),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "ArtifactSource", "ArtifactSourceHTTP", "Diff", "GitOps", "GitSource", "GoTemplate", "Jsonnet",
                "KubeModel", "KubeSimulator", "KubeSimulatorHTTP", "LinearRegex", "ManifestRender",
                "SemanticVersions", "SourceTrees", "TemplateCertificates", "Values",
            ]),
        .testTarget(
            name: "GitOpsTests",
            dependencies: [
                "ArtifactSource", "GitOps", "GitSource", "KubeModel", "KubeSimulator", "ManifestRender", "Reconciler",
                "SourceTrees",
                "Values",
            ]),
        .executableTarget(
            name: "gitops",
            dependencies: [
                "ArtifactSourceHTTP", "GitOps", "Jsonnet", "KubeClientHTTP", "KubeSimulator", "KubeSimulatorHTTP",
                "ReconcilerSQLite", "TemplateCertificates",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Examples/gitops"),
        .executableTarget(
            name: "gitops-demo",
            dependencies: [
                "Archives", "GitOps", "KubeClientHTTP", "ReconcilerSQLite",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Examples/Demo"),

        // Whole numbers are told from others by the C library's mathematics.
        .target(
            name: "Diff", dependencies: ["KubeModel", "LinearRegex", "Values"],
            linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        // What several test targets share.
        .target(name: "TestSupport", dependencies: ["Values"], path: "Tests/Support"),
        .testTarget(name: "DiffTests", dependencies: ["Diff", "KubeModel", "TestSupport", "Values"]),
        .testTarget(name: "KubeModelTests", dependencies: ["KubeModel", "TestSupport", "Values"]),
        .testTarget(name: "ValuesTests", dependencies: ["TestSupport", "Values"]),
        .testTarget(name: "LinearRegexTests", dependencies: ["LinearRegex"]),
        .testTarget(
            name: "KustomizeTests",
            dependencies: ["KubeModel", "ManifestRender", "SourceTrees", "TestSupport", "Values"]),
        .testTarget(
            name: "HelmTests",
            dependencies: [
                "GoTemplate", "KubeModel", "ManifestRender", "SourceTrees", "TemplateCertificates", "TestSupport",
                "Values",
            ]),
        .target(
            name: "TemplateCertificates",
            dependencies: [
                "GoTemplate", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),
        .testTarget(name: "TemplateCertificatesTests", dependencies: ["GoTemplate", "TemplateCertificates"]),
        .testTarget(name: "GoTemplateTests", dependencies: ["GoTemplate", "Values"]),
        .testTarget(name: "SourceTreesTests", dependencies: ["SourceTrees", "TestSupport"]),
        .testTarget(name: "SemanticVersionsTests", dependencies: ["SemanticVersions", "TestSupport", "Values"]),
        .testTarget(
            name: "ReconcilerSQLiteTests", dependencies: ["KubeModel", "Reconciler", "ReconcilerSQLite", "Values"]),
        .testTarget(
            name: "ReconcilerTests",
            dependencies: ["Diff", "KubeClient", "KubeModel", "KubeSimulator", "Reconciler", "TestSupport", "Values"]),
        .testTarget(
            name: "ManifestRenderTests", dependencies: ["KubeModel", "ManifestRender", "SourceTrees", "Values"]),
        .testTarget(
            name: "GitSourceTests",
            dependencies: ["git-fetch-probe", "GitSource", "SourceTrees", "TestSupport", "Values"]),
        .executableTarget(
            name: "git-fetch-probe", dependencies: ["GitSource", "SourceTrees"], path: "Tests/GitFetchProbe"),
    ]
)

for target in package.targets where target.type != .plugin && target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
