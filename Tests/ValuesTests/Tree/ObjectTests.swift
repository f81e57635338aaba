import Testing
import Values

@Suite struct ObjectTests {
    @Test func keysKeepTheirOrderBeyondTheIndexingThreshold() {
        var object = Object()
        let keys = (0..<100).map { "key\(99 - $0)" }
        for (position, key) in keys.enumerated() { object[key] = .int(Int64(position)) }
        #expect(object.keys == keys)
        object["key50"] = nil
        #expect(object.keys == keys.filter { $0 != "key50" })
        #expect(object["key0"] == 99)
    }

    @Test func orderDoesNotCountForEquality() {
        let left: Value = ["a": 1, "b": [1, 2]]
        let right: Value = ["b": [1, 2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": [2, 1]])
    }

    @Test func nestedValuesAreSetAndRemoved() {
        var value: Value = [:]
        value.set(3, at: ["spec", "replicas"])
        #expect(value["spec", "replicas"] == 3)
        value["spec"]?["replicas"] = 5
        #expect(value == ["spec": ["replicas": 5]])
        value.set(nil, at: ["spec", "replicas"])
        #expect(value == ["spec": [:]])
    }
}

@Suite struct LargeObjectTests {
    @Test func everyKeyOfALargeObjectIsFound() {
        var object = Object()
        for number in 0..<5_000 { object["key-\(number)-é"] = .int(Int64(number)) }
        for number in 0..<5_000 { #expect(object["key-\(number)-é"]?.intValue == Int64(number)) }
        #expect(object["key-5000-é"] == nil)
        object.removeAll { ($0.value.intValue ?? 0) % 2 == 1 }
        #expect(object.count == 2_500)
        #expect(object["key-4998-é"] == 4_998)
        #expect(object["key-4999-é"] == nil)
        object.sortKeys()
        #expect(object.keys == object.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(object["key-4998-é"] == 4_998)
    }

    @Test func equalityDisregardsTheOrderOfLargeObjects() {
        let keys = (0..<200).map { "key\($0)" }
        let left = Object(keys.map { ($0, 1) })
        let right = Object(keys.reversed().map { ($0, 1) })
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        var other = right
        other["key7"] = 2
        #expect(left != other)
    }

    @Test func keysAreTheirBytes() {
        let object: Object = ["\u{E9}": 1, "e\u{301}": 2]
        #expect(object.count == 2)
        #expect(Value.string("\u{E9}") != Value.string("e\u{301}"))
    }

    @Test func naturalOrderIsThatOfGo() {
        var object = Object(
            ["aB", "a10", "a-1", "a02", "a.1", "a2", "a1", "A", "_", "b", "1", "é", "a0", "a00"].map { ($0, 1) })
        object.sortKeysNaturally()
        #expect(object.keys == ["_", "1", "A", "a-1", "a.1", "a0", "a00", "a1", "a2", "a02", "a10", "aB", "b", "é"])
    }
}

@Suite struct WholeNumberTests {
    @Test func wholeDoublesBecomeIntegers() {
        let value: Value = [
            "a": 1.0, "b": [1.5, -2.0, -0.0], "c": 1e20, "d": 9007199254740994.0, "e": 1.8446744073709552e19,
        ]
        #expect(
            value.normalizingWholeNumbers() == [
                "a": 1, "b": [1.5, -2, 0], "c": 1e20, "d": 9_007_199_254_740_994, "e": 1.8446744073709552e19,
            ])
        #expect(Value.double(1).isSameNumberOrValue(as: 1))
        #expect(Value.array([["a": 1.0]]).isSameNumberOrValue(as: [["a": 1]]))
        #expect(!Value.double(1.5).isSameNumberOrValue(as: 1))
    }
}
