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
        .library(name: "LinearRegex", targets: ["LinearRegex"]),
        .library(name: "KubeModel", targets: ["KubeModel"]),
        .library(name: "Diff", targets: ["Diff"]),
        .library(name: "KubeClient", targets: ["KubeClient"]),
        .library(name: "ManifestRender", targets: ["ManifestRender"]),
        .library(name: "Reconciler", targets: ["Reconciler"]),
        .library(name: "KubeSimulator", targets: ["KubeSimulator"]),
        .executable(name: "gitops", targets: ["gitops"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
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
        .target(name: "LinearRegex"),
        .target(name: "KubeModel", dependencies: ["Values"], exclude: ["Schema/Generator"]),
        .target(name: "KubeClient", dependencies: ["KubeModel", "Values"]),
        .target(name: "ManifestRender", dependencies: ["KubeModel", "SourceTrees", "Values"]),

        .target(name: "Reconciler", dependencies: ["Diff", "KubeClient", "KubeModel", "Values"]),

        .target(
            name: "KubeSimulator", dependencies: ["KubeClient", "KubeModel", "Values"],
            exclude: ["Schema/generate-tables.py"]),
        .testTarget(name: "KubeSimulatorTests", dependencies: ["KubeClient", "KubeModel", "KubeSimulator", "Values"]),
        .testTarget(name: "KubeClientTests", dependencies: ["KubeClient", "KubeModel", "Values"]),
        .executableTarget(
            name: "gitops",
            dependencies: [
                "GitSource", "KubeModel", "ManifestRender", "SourceTrees", "Values",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Examples/gitops"),

        .target(name: "Diff", dependencies: ["KubeModel", "LinearRegex", "Values"]),
        .testTarget(name: "DiffTests", dependencies: ["Diff", "KubeModel", "Values"]),
        .testTarget(name: "KubeModelTests", dependencies: ["KubeModel", "Values"]),
        .testTarget(name: "ValuesTests", dependencies: ["Values"]),
        .testTarget(name: "LinearRegexTests", dependencies: ["LinearRegex"]),
        .testTarget(name: "SourceTreesTests", dependencies: ["SourceTrees"]),
        .testTarget(name: "SemanticVersionsTests", dependencies: ["SemanticVersions", "Values"]),
        .testTarget(
            name: "ReconcilerTests",
            dependencies: ["Diff", "KubeClient", "KubeModel", "KubeSimulator", "Reconciler", "Values"]),
        .testTarget(
            name: "ManifestRenderTests", dependencies: ["KubeModel", "ManifestRender", "SourceTrees", "Values"]),
        .testTarget(name: "GitSourceTests", dependencies: ["GitSource", "SourceTrees", "Values"]),
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
