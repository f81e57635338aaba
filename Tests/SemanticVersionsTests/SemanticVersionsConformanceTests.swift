import SemanticVersions
import TestSupport
import Testing
import Values

struct SemanticVersionsConformanceTests {
    @Test func `order`() throws {
        guard let cases = try Conformance.value("semver/order.json")?.arrayValue else { return }
        let failed = cases.filter { item in
            guard let a = item["a"]?.stringValue, let b = item["b"]?.stringValue else { return true }
            let order = (try? SemanticVersion(a)).flatMap { a in (try? SemanticVersion(b)).map { a.order(against: $0) }
            }
            return order != item["order"]?.intValue.map { Int($0) }
        }
        report("semver-order", cases, failed)
    }

    @Test func `constraints`() throws {
        guard let cases = try Conformance.value("semver/constraints.json")?.arrayValue else { return }
        let failed = cases.filter { item in
            guard let version = item["version"]?.stringValue, let constraint = item["constraint"]?.stringValue else {
                return true
            }
            let match = (try? VersionConstraint(constraint)).flatMap { constraint in
                (try? SemanticVersion(version)).map { constraint.isSatisfied(by: $0) }
            }
            return match != item["match"]?.boolValue
        }
        report("semver-constraints", cases, failed)
    }

    @Test func `resolve`() throws {
        guard let file = try Conformance.value("semver/resolve.json"), let cases = file["cases"]?.arrayValue else {
            return
        }
        let failed = cases.filter { item in
            guard let revision = item["revision"]?.stringValue, let set = item["tagSet"]?.stringValue else {
                return true
            }
            let tags = file["tagSets"]?[set]?.arrayValue?.compactMap(\.stringValue) ?? []
            let query = TagQuery(revision, prefix: item["tagPrefix"]?.stringValue ?? "")
            let selected = (try? query.select(from: tags)) ?? nil
            return selected != item["resolved"]?.stringValue || query.isConstraint != item["constraint"]?.boolValue
        }
        report("semver-resolve", cases, failed)
    }

    private func report(_ suite: String, _ cases: [Value], _ failed: [Value]) {
        print("conformance \(suite) \(cases.count - failed.count)/\(cases.count)")
        for item in failed { print("  failed: \(item)") }
        #expect(failed.isEmpty)
    }
}
