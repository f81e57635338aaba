import KubeModel
import Testing
import Values

/// Foreign input of any kind is answered, never a trap; what is read back says the same.
@Suite struct FuzzTests {
    private static func text(_ alphabet: [Character], _ length: Int, _ random: inout SeededRandom) -> String {
        String(
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            })
    }

    @Test func quantitiesReadWhatTheyWrite() throws {
        var random = SeededRandom(seed: 1)
        let alphabet = Array("0123456789.+-eEimnukMGTPK_ x")
        var valid = 0
        for _ in 0..<6_000 {
            let text = Self.text(alphabet, 12, &random)
            guard let quantity = try? Quantity(text) else { continue }
            valid += 1
            #expect(try Quantity(quantity.description) == quantity, "\(text) -> \(quantity)")
            _ = quantity.wholeUnits
            _ = quantity.thousandths
            _ = (quantity + quantity).description
            #expect((quantity - quantity).isZero)
            #expect(quantity + quantity - quantity == quantity)
        }
        #expect(valid > 200)
    }

    @Test func hugeQuantitiesAreRefusedOrExact() throws {
        #expect(throws: QuantityError(.range, text: "")) { try Quantity(String(repeating: "9", count: 5000)) }
        #expect(throws: QuantityError(.range, text: "")) { try Quantity("1e99999999999999999999") }
        let large = try Quantity("1" + String(repeating: "0", count: 500))
        #expect(large.wholeUnits == nil)
        #expect(try large == Quantity("1e500"))
        #expect(try large > Quantity("9E"))
    }

    @Test func labelSelectorsReadWhatTheyWrite() throws {
        var random = SeededRandom(seed: 2)
        let alphabet = Array("abc/.-_=!(),<> in12\t")
        var valid = 0
        for _ in 0..<6_000 {
            let text = Self.text(alphabet, 20, &random)
            guard let selector = try? LabelSelector(text) else { continue }
            valid += 1
            let again = try LabelSelector(selector.description)
            #expect(again.description == selector.description, "\(text)")
            for labels in [[:], ["a": "1"], ["a": "", "b": "2"]] {
                #expect(again.matches(labels) == selector.matches(labels))
            }
        }
        #expect(valid > 60)
    }

    @Test func fieldSelectorsReadWhatTheyWrite() throws {
        var random = SeededRandom(seed: 3)
        let alphabet = Array("ab.=!,\\ ")
        for _ in 0..<10_000 {
            let text = Self.text(alphabet, 14, &random)
            guard let selector = try? FieldSelector(text) else { continue }
            #expect(try FieldSelector(selector.description) == selector, "\(text)")
        }
        let selector = try FieldSelector(#"metadata.name=a\,b,status.phase!=Running"#)
        #expect(selector.requirements.map(\.value) == ["a,b", "Running"])
        #expect(selector.matches { $0 == "metadata.name" ? "a,b" : "" })
    }

    /// A Deployment-like value with a few pieces at random.
    private static func deployment(_ random: inout SeededRandom) -> Value {
        func containers(_ random: inout SeededRandom) -> Value {
            let names = ["a", "b", "c", "d"].shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
            return .array(
                names.map { name in
                    var container: Value = [
                        "name": .string(name), "image": .string("i\(Int.random(in: 0...2, using: &random))"),
                    ]
                    if Bool.random(using: &random) {
                        container["env"] = .array(
                            ["X", "Y", "Z"].shuffled(using: &random).prefix(2).map {
                                ["name": .string($0), "value": .string("\(Int.random(in: 0...1, using: &random))")]
                            })
                    }
                    if Bool.random(using: &random) {
                        container["args"] = ["1", .string("\(Int.random(in: 0...2, using: &random))")]
                    }
                    return container
                })
        }
        var value: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d", "labels": [:]],
            "spec": ["template": ["spec": ["containers": containers(&random)]]],
        ]
        if Bool.random(using: &random) {
            value.set(.int(Int64.random(in: 0...3, using: &random)), at: ["spec", "replicas"])
        }
        if Bool.random(using: &random) { value.set("1", at: ["metadata", "labels", "x"]) }
        if Bool.random(using: &random) {
            value.set(
                .array(["f/1", "f/2", "f/3"].shuffled(using: &random).prefix(2).map(Value.string)),
                at: ["metadata", "finalizers"])
        }
        return value
    }

    @Test func strategicPatchesLeadFromOneObjectToTheOther() throws {
        var random = SeededRandom(seed: 4)
        let node = try #require(
            Schema.builtIn.node(for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        for _ in 0..<2_000 {
            let (before, after) = (Self.deployment(&random), Self.deployment(&random))
            let patch = try StrategicMerge.patch(from: before, to: after, schema: node)
            let patched = try StrategicMerge.apply(patch, to: before, schema: node)
            #expect(
                Self.withoutEmptyLists(patched) == Self.withoutEmptyLists(after),
                "\(before.jsonText())\n\(after.jsonText())\n\(patch.jsonText())")
        }
    }

    /// An empty merging list and none are the same to a patch.
    private static func withoutEmptyLists(_ value: Value) -> Value {
        var value = value
        for path in [["spec", "template", "spec", "containers"], ["metadata", "finalizers"]]
        where value.value(at: path)?.arrayValue?.isEmpty == true { value.set(nil, at: path) }
        return value
    }

    @Test func anyPatchIsAnswered() throws {
        var random = SeededRandom(seed: 5)
        let node = try #require(
            Schema.builtIn.node(for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        let keys = [
            "spec", "template", "containers", "name", "$patch", "$retainKeys", "$setElementOrder/containers",
            "metadata", "finalizers", "$deleteFromPrimitiveList/finalizers", "env",
        ]
        func value(_ depth: Int, _ random: inout SeededRandom) -> Value {
            switch Int.random(in: 0...(depth > 4 ? 3 : 6), using: &random) {
            case 0: return .null
            case 1: return .string(["replace", "delete", "merge", "a", "b"].randomElement(using: &random) ?? "")
            case 2: return .int(Int64.random(in: -1...2, using: &random))
            case 3: return .bool(true)
            case 4: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth + 1, &random) })
            default:
                return .object(
                    Object(
                        (0..<Int.random(in: 0...4, using: &random)).map { _ in
                            (keys.randomElement(using: &random) ?? "", value(depth + 1, &random))
                        }))
            }
        }
        for _ in 0..<6_000 {
            let (patch, target) = (value(0, &random), value(0, &random))
            _ = try? StrategicMerge.apply(patch, to: target, schema: node)
            _ = try? StrategicMerge.threeWayPatch(lastApplied: patch, desired: target, live: patch, schema: node)
            _ = try? TypedValue(patch, schema: node).compare(with: target)
            _ = try? TypedValue(patch, schema: node).merging(target)
            _ = try? TypedForm(fillsAbsentFields: true).written(patch, as: node)
            var defaulted = patch
            defaulted["apiVersion"] = "apps/v1"
            defaulted["kind"] = "Deployment"
            KindDefaults.apply(to: &defaulted)
        }
    }

    @Test func fieldSetsReadWhatTheyWrite() throws {
        var random = SeededRandom(seed: 6)
        func element(_ random: inout SeededRandom) -> PathElement {
            switch Int.random(in: 0...5, using: &random) {
            case 0: .key([.init(name: "name", value: .string("n\(Int.random(in: 0...2, using: &random))"))])
            case 1:
                .key([
                    .init(name: "port", value: .int(Int64.random(in: 0...2, using: &random))),
                    .init(name: "protocol", value: "TCP"),
                ])
            case 2: .value(.int(Int64.random(in: 0...2, using: &random)))
            case 3: .index(Int.random(in: 0...2, using: &random))
            default: .field(["a", "b.c", "d:e", "ü"].randomElement(using: &random) ?? "")
            }
        }
        func set(_ random: inout SeededRandom) -> FieldSet {
            FieldSet(
                (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in element(&random) }
                })
        }
        for _ in 0..<3_000 {
            let (a, b) = (set(&random), set(&random))
            #expect(try FieldSet(fieldsV1: a.fieldsV1) == a)
            #expect(try FieldSet(fieldsV1: Value(json: a.fieldsV1.jsonText())) == a)
            let (left, right) = (Set(a.paths), Set(b.paths))
            #expect(Set(a.union(b).paths) == left.union(right))
            #expect(Set(a.intersection(b).paths) == left.intersection(right))
            #expect(Set(a.subtracting(b).paths) == left.subtracting(right))
            #expect(
                Set(a.subtractingSubtrees(b).paths) == left.filter { path in !right.contains { path.starts(with: $0) } }
            )
            for path in left { #expect(a.contains(path)) }
        }
    }

    @Test func malformedManagedFieldsAreErrors() {
        for text in [#"{"x:a":{}}"#, #"{"k:[]":{}}"#, #"{"v:{":{}}"#, #"{"f:a":1}"#, #"{"i:x":{}}"#, "[]", "1"] {
            #expect(throws: StructuredMergeError.self) { try FieldSet(fieldsV1: Value(json: text)) }
        }
        var deep: Value = [:]
        for _ in 0..<2_000 { deep = ["f:a": deep] }
        #expect(throws: StructuredMergeError.self) { try FieldSet(fieldsV1: deep) }
    }
}

/// A reproducible source of randomness (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
