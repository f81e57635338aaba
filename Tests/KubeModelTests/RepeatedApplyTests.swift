import KubeModel
import Testing
import Values

/// Applies of the same fields again, which take a shorter way where written forms are shared.
@Suite struct RepeatedApplyTests {
    /// A small source of numbers that are the same in each run.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
    }

    /// A Deployment of which parts come and go, change, and stand in another order.
    private static func deployment(_ dice: inout Dice) -> Value {
        var labels: Object = ["app": "web"]
        if dice.roll(4) == 0 { labels["tier"] = .string("t\(dice.roll(2))") }
        var containers: [Value] = []
        for name in ["web", "side"] where name == "web" || dice.roll(5) > 0 {
            var container: Object = ["name": .string(name), "image": .string("i:\(dice.roll(2))")]
            if dice.roll(5) > 0 {
                container["ports"] = [["containerPort": 80], ["containerPort": .int(Int64(90 + dice.roll(2)))]]
            }
            if dice.roll(5) > 0 { container["args"] = [.string("a\(dice.roll(3))")] }
            if dice.roll(8) == 0 { container["args"] = .null }
            if dice.roll(8) == 0 { container["resources"] = [:] }
            containers.append(.object(container))
        }
        if dice.roll(6) == 0 { containers.reverse() }
        if dice.roll(20) == 0 { containers.append(containers[0]) }
        var spec: Object = [
            "replicas": .int(Int64(dice.roll(3))), "selector": ["matchLabels": ["app": "web"]],
            "template": ["metadata": ["labels": .object(labels)], "spec": ["containers": .array(containers)]],
        ]
        if dice.roll(12) == 0 { spec["replicas"] = "many" }
        if dice.roll(12) == 0 { spec["unheard"] = 1 }
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": "web", "namespace": "shop", "labels": .object(labels)], "spec": .object(spec),
        ]
    }

    private static func applied(
        _ value: Value, _ live: Value?, _ manager: String, _ time: Int, _ node: SchemaNode, _ forms: FieldSetForms?
    ) -> Result<StructuredMerge.Outcome, StructuredMergeError> {
        var write = StructuredMerge.Write(
            manager: manager, force: time % 7 == 0, now: "2024-01-01T00:00:\(10 + time % 50)Z",
            ignored: FieldSet([[.field("status")]]))
        write.forms = forms
        return Result { () throws(StructuredMergeError) in
            try StructuredMerge.apply(value, to: live, by: write, schema: node)
        }
    }

    /// Both ways come to the same, whatever is applied.
    @Test(arguments: 0..<8) func theShortWayComesToTheSame(seed: Int) throws {
        let node = try #require(
            Schema.builtIn.node(for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        let forms = FieldSetForms()
        var dice = Dice(state: UInt64(seed))
        var live: (short: Value, long: Value)?
        var last = Self.deployment(&dice)
        for time in 0..<40 {
            if dice.roll(3) > 0 { last = Self.deployment(&dice) }
            let manager = dice.roll(6) == 0 ? "other" : "one"
            let short = Self.applied(last, live?.short, manager, time, node, forms)
            let long = Self.applied(last, live?.long, manager, time, node, nil)
            switch (short, long) {
            case (.success(let first), .success(let second)):
                #expect(first.object == second.object)
                #expect(first.isChanged == second.isChanged)
                if first.isSame { #expect(first.object == live?.short) }
                live = (first.object, second.object)
            case (.failure(let first), .failure(let second)): #expect(first.message == second.message)
            default: Issue.record("one way fails: \(short) \(long)")
            }
        }
    }

    /// Who applies what he owns finds it as he left it; who lost a field to another is told.
    @Test func fieldsOfOthersStayTheirs() throws {
        let node = try #require(
            Schema.builtIn.node(for: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")))
        let forms = FieldSetForms()
        func config(_ data: Object) -> Value {
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"], "data": .object(data)]
        }
        let one = try Self.applied(config(["a": "1"]), nil, "one", 1, node, forms).get()
        let two = try Self.applied(config(["b": "1"]), one.object, "two", 2, node, forms).get()
        // The value is another's now, so that the applier who comes back has to be told.
        let taken = try Self.applied(config(["a": "2"]), two.object, "three", 7, node, forms).get()
        #expect(throws: StructuredMergeError.self) {
            try Self.applied(config(["a": "1"]), taken.object, "one", 8, node, forms).get()
        }
        let again = try Self.applied(config(["b": "1"]), taken.object, "two", 9, node, forms).get()
        #expect(again.isSame)
        #expect(again.object == taken.object)
    }
}
