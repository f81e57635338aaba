import KubeModel
import TestSupport
import Testing
import Values

@Suite struct ValueConformanceTests {
    @Test func quantities() throws {
        try ConformanceTally.run("k8s/quantity.json", reached: 108) { test in
            let input = test["input"]?.stringValue ?? ""
            guard test["valid"] != false else {
                return (try? Quantity(input)) == nil
            }
            let quantity = try Quantity(input)
            return quantity.description == test["canonical"]?.stringValue
                && quantity.wholeUnits == test["value"]?.intValue && quantity.thousandths == test["milli"]?.intValue
        }
    }

    @Test func quantityArithmetic() throws {
        try ConformanceTally.run("k8s/quantity-arithmetic.json", reached: 23) { test in
            let a = try Quantity(test["a"]?.stringValue ?? "")
            let b = try Quantity(test["b"]?.stringValue ?? "")
            let order: Int64 = a < b ? -1 : (a == b ? 0 : 1)
            return order == test["order"]?.intValue && (a + b).description == test["sum"]?.stringValue
                && (a - b).description == test["difference"]?.stringValue
        }
    }

    @Test(arguments: ["label-selector-string.json", "label-selector.json"])
    func labelSelectors(_ name: String) throws {
        let shared = try Conformance.value("k8s/\(name)")?["labels"]
        try ConformanceTally.run("k8s/\(name)", cases: "cases", reached: name.contains("string") ? 96 : 29) { test in
            let labels = (test["labels"] ?? shared)?.objectValue ?? [:]
            let selector: LabelSelector
            do {
                selector =
                    if let text = test["selector"]?.stringValue {
                        try LabelSelector(text)
                    } else {
                        try LabelSelector(object: test["labelSelector"])
                    }
            } catch {
                return test["valid"] == false
            }
            return test["valid"] != false && selector.description == test["canonical"]?.stringValue
                && selector.matches { labels[$0]?.stringValue } == test["match"]?.boolValue
        }
    }

    @Test func strategicMergePatches() throws {
        try ConformanceTally.run("k8s/strategic-merge-patch.json", reached: 55) { test in
            let object = KubeObject(unchecked: try #require(test["object"]))
            let schema = Schema.builtIn.node(for: object) ?? .untyped
            let patched = try? StrategicMerge.apply(try #require(test["patch"]), to: object.value, schema: schema)
            return patched == test["result"]
        }
    }

    @Test func threeWayApply() throws {
        try ConformanceTally.run("k8s/three-way-apply.json", reached: 27) { test in
            let live = KubeObject(unchecked: try #require(test["live"]))
            let desired = try #require(test["desired"])
            let last = test["lastApplied"] ?? .null
            return try ClientSideApply.apply(desired, lastApplied: last, to: live) == test["result"]
        }
    }
}
