import SourceTrees
import Testing

@Suite struct MountedTreeTests {
    private let library: MemoryTree = ["a.libsonnet": "{}", "sub/b.libsonnet": "[]"]

    private func tree() throws -> MountedTree {
        let inner = MountedTree(library, mounts: ["sub/deep": ["c": "c"] as MemoryTree])
        return MountedTree(
            ["app/main.jsonnet": "import", "vendor/lib/hidden": "x"] as MemoryTree, mounts: ["vendor/lib": inner])
    }

    @Test func filesOfMountsAreRead() throws {
        let tree = try tree()
        #expect(try tree.readText("app/main.jsonnet") == "import")
        #expect(try tree.readText("vendor/lib/a.libsonnet") == "{}")
        #expect(try tree.readText("vendor/lib/sub/deep/c") == "c")
        #expect(try tree.entry(at: "vendor/lib/hidden") == nil)
        #expect(try tree.entry(at: "vendor/lib") == TreeEntry(name: "lib", kind: .directory))
        #expect(try tree.entry(at: "vendor/lib/nothing/below") == nil)
        #expect(try tree.entries(of: "vendor").map(\.name) == ["lib"])
        #expect(try tree.entries(of: "vendor/lib").map(\.name) == ["a.libsonnet", "sub"])
        #expect(try tree.files().map(\.path.description).contains("vendor/lib/sub/b.libsonnet"))
    }

    @Test func digestsAreThoseOfTheFilesTogether() throws {
        let plain: MemoryTree = ["top": "t", "vendor/lib/a.libsonnet": "{}", "vendor/lib/sub/b.libsonnet": "[]"]
        let base: MemoryTree = ["top": "t", "vendor/lib/old": "o"]
        let mounted = MountedTree(base, mounts: ["vendor/lib": library])
        #expect(try mounted.digest(of: .root) == plain.digest(of: .root))
        #expect(try mounted.digest(of: "vendor/lib/sub") == plain.digest(of: "vendor/lib/sub"))
        #expect(try mounted.digest(of: "top") == plain.digest(of: "top"))
        #expect(try mounted.digest(of: .root) != base.digest(of: .root))
    }
}
