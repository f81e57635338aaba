// swift-tools-version: 6.1

import PackageDescription

/// A suite in `Benchmarks/NAME/`; add one here and put `let benchmarks = { … }` in a file of its folder.
func suite(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + [.product(name: "Benchmark", package: "benchmark")],
        path: "Benchmarks/\(name)",
        plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

/// A library product of the package under measurement.
func gitops(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-gitops") }

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-gitops", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // libyaml on its own, as the yardstick of the YAML reader.
        .systemLibrary(
            name: "CLibYAMLAlone", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(name: "ManifestStreams", dependencies: ["CLibYAMLAlone", gitops("Values")]),
        .executableTarget(name: "values-speed", dependencies: ["ManifestStreams", gitops("Values")]),
        .executableTarget(
            name: "client-speed", dependencies: [gitops("KubeClient"), gitops("KubeModel"), gitops("Values")]),
        .target(name: "GitWorkload", dependencies: [gitops("GitSource"), gitops("SourceTrees")]),
        .executableTarget(
            name: "git-speed", dependencies: ["GitWorkload", gitops("GitSource"), gitops("SourceTrees")]),

        suite("GitSourceBenchmarks", ["GitWorkload", gitops("GitSource"), gitops("SourceTrees")]),
        .target(name: "DiffWorkloads", dependencies: [gitops("Diff"), gitops("KubeModel"), gitops("Values")]),
        .executableTarget(
            name: "diff-speed", dependencies: ["DiffWorkloads", gitops("Diff"), gitops("KubeModel"), gitops("Values")]),

        .executableTarget(
            name: "helm-speed",
            dependencies: [gitops("GoTemplate"), gitops("ManifestRender"), gitops("SourceTrees"), gitops("Values")]),

        .executableTarget(name: "jsonnet-speed", dependencies: [gitops("Jsonnet"), gitops("SourceTrees")]),

        .executableTarget(
            name: "kustomize-speed", dependencies: [gitops("ManifestRender"), gitops("SourceTrees")]),

        .executableTarget(
            name: "reconcile-speed",
            dependencies: [
                gitops("KubeClient"), gitops("KubeModel"), gitops("KubeSimulator"), gitops("Reconciler"),
                gitops("Values"),
            ]),

        .executableTarget(
            name: "simulator-speed",
            dependencies: [
                gitops("KubeClient"), gitops("KubeClientHTTP"), gitops("KubeModel"), gitops("KubeSimulator"),
                gitops("KubeSimulatorHTTP"), gitops("Values"),
            ]),

        suite("DiffBenchmarks", ["DiffWorkloads", gitops("Diff"), gitops("Values")]),
        suite("ValuesBenchmarks", ["ManifestStreams", gitops("Values")]),
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
