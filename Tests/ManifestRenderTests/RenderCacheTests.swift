import ManifestRender
import SourceTrees
import Testing

@Suite struct RenderCacheTests {
    private let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

    private func render(_ cache: RenderCache<String>, _ files: [String: String], key: String = "app") throws -> Int {
        let source = try RenderSource(MemoryTree(files), path: "app")
        return try cache.rendered(key, from: source) { source throws(RenderError) in
            try ManifestRender.render(source)
        }.objects.count
    }

    @Test func whatWasNotReadDoesNotCount() throws {
        let cache = RenderCache<String>(capacity: 10)
        #expect(try render(cache, ["app/a.yaml": manifest, "other/b.yaml": "1"]) == 1)
        #expect(try render(cache, ["app/a.yaml": manifest, "other/b.yaml": "2"]) == 1)
        #expect(cache.statistics == (hits: 1, misses: 1))
    }

    @Test func newChangedAndRemovedFilesRenderAnew() throws {
        let cache = RenderCache<String>(capacity: 10)
        #expect(try render(cache, ["app/a.yaml": manifest]) == 1)
        #expect(try render(cache, ["app/a.yaml": manifest, "app/b.yaml": manifest]) == 2)
        #expect(try render(cache, ["app/b.yaml": manifest + "---\n" + manifest]) == 2)
        #expect(cache.statistics == (hits: 0, misses: 3))
        // A rollback finds what was rendered before.
        #expect(try render(cache, ["app/a.yaml": manifest]) == 1)
        #expect(cache.statistics == (hits: 1, misses: 3))
    }

    @Test func failuresAreKeptUntilTheirFilesChange() throws {
        let cache = RenderCache<String>(capacity: 10)
        let broken = ["app/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {"]
        for _ in 0..<2 { #expect(throws: RenderError(.malformed, "")) { try render(cache, broken) } }
        #expect(cache.statistics == (hits: 1, misses: 1))
        #expect(try render(cache, ["app/a.yaml": manifest]) == 1)
    }

    @Test func theLeastRecentlyUsedGoFirst() throws {
        let cache = RenderCache<String>(capacity: 8)
        for key in 0..<8 { _ = try render(cache, ["app/a.yaml": manifest], key: "\(key)") }
        _ = try render(cache, ["app/a.yaml": manifest], key: "0")
        _ = try render(cache, ["app/a.yaml": manifest], key: "8")
        let before = cache.statistics.misses
        _ = try render(cache, ["app/a.yaml": manifest], key: "0")
        #expect(cache.statistics.misses == before)
        _ = try render(cache, ["app/a.yaml": manifest], key: "1")
        #expect(cache.statistics.misses == before + 1)
    }
}
