import GitSource
import TestSupport
import Testing
import Values

struct RevisionLookupTests {
    @Test func `conformance`() throws {
        guard let file = try Conformance.value("semver/refs.json"), let cases = file["cases"]?.arrayValue else {
            return
        }
        let lookup = RevisionLookup(references(file["refs"]?.arrayValue ?? []))
        let failed = cases.filter { item in
            let revision = GitRevision.named(
                item["revision"]?.stringValue ?? "", tagPrefix: item["tagPrefix"]?.stringValue ?? "")
            let found: String? =
                switch try? lookup.find(revision) {
                case .reference(let reference): reference.target.description
                // Identifiers are told in lower case; the text is the same commit.
                case .commit(let id):
                    id.description == item["revision"]?.stringValue?.lowercased() ? item["revision"]?.stringValue : nil
                case .abbreviated(let digits): digits
                case nil: nil
                }
            return found != item["resolved"]?.stringValue
        }
        print("conformance semver-refs \(cases.count - failed.count)/\(cases.count)")
        for item in failed { print("  failed: \(item)") }
        #expect(failed.isEmpty)
    }

    private func references(_ list: [Value]) -> [RemoteReference] {
        let pairs = list.compactMap { pair in
            pair.arrayValue.flatMap { pair in
                pair.first?.stringValue.flatMap { name in pair.last?.stringValue.map { (name, $0) } }
            }
        }
        let targets = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        return pairs.compactMap { name, target in
            let symbolic = target.hasPrefix("ref: ") ? String(target.dropFirst(5)) : nil
            return ObjectID(symbolic.flatMap { targets[$0] } ?? target).map {
                RemoteReference(name: name, target: $0, symbolicTarget: symbolic)
            }
        }
    }

    private func lookup() throws -> RevisionLookup {
        let id = try #require(ObjectID(String(repeating: "1a", count: 20)))
        return RevisionLookup(
            [
                "HEAD", "refs/heads/main", "refs/heads/v1.0.0", "refs/tags/v1.0.0", "refs/tags/v1.2.0",
                "refs/tags/shop/1.0.0",
            ]
            .map { RemoteReference(name: $0, target: id) })
    }

    @Test func `asked for by kind`() throws {
        let lookup = try lookup()
        func name(_ revision: GitRevision) throws -> String? {
            guard case .reference(let reference) = try lookup.find(revision) else { return nil }
            return reference.name
        }
        #expect(try name(.head) == "HEAD")
        #expect(try name(.branch("v1.0.0")) == "refs/heads/v1.0.0")
        #expect(try name(.tag("v1.0.0")) == "refs/tags/v1.0.0")
        #expect(try name(.reference("refs/heads/main")) == "refs/heads/main")
        #expect(try name(.versions("^1")) == "refs/tags/v1.2.0")
        #expect(try name(.versions("*", prefix: "shop/")) == "refs/tags/shop/1.0.0")
        #expect(try name("v1.0.0") == "refs/heads/v1.0.0")
    }

    @Test func `errors say what there is`() throws {
        let lookup = try lookup()
        let error = #expect(throws: GitError(.revisionNotFound, "")) { try lookup.find(.branch("nope")) }
        #expect(error?.description.contains("branch nope") == true && error?.description.contains("main") == true)
        #expect(throws: GitError(.invalidOptions, "")) { try lookup.find(.versions("1.0.0")) }
        #expect(throws: GitError(.revisionNotFound, "")) { try lookup.find(.commit("abc")) }
        #expect(throws: GitError(.revisionNotFound, "")) { try RevisionLookup([]).find(.head) }
    }
}
