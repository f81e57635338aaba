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
