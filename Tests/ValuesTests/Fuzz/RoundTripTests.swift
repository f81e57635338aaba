import Testing
import Values

/// Every value survives being written and read again.
@Suite struct RoundTripTests {
    @Test func yamlKeepsEveryValue() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<4_000 {
            let value = generator.value(depth: 4)
            let text = value.yamlText()
            #expect(try Value(yaml: text) == value, "\(text)")
        }
    }

    @Test func theTextOfGoKeepsEverythingButTheKindOfNumbers() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<4_000 {
            let value = generator.value(depth: 3)
            for style in [YAMLStyle.go, .goIndented] {
                let text = value.yamlText(style, sortedKeys: true)
                // Go writes the key `<<` plain, which then merges, and loses the rarer line breaks.
                guard !value.hasMergeKey, style != .go || !value.hasRareLineBreaks, let read = try? Value(yaml: text)
                else { continue }
                #expect(read.jsonText(sortedKeys: true) == value.jsonText(sortedKeys: true), "\(text)")
            }
        }
    }

    @Test func jsonKeepsEverythingButTheKindOfWholeDoubles() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<4_000 {
            let value = generator.value(depth: 4)
            for style in [JSONStyle.compact, .go, .pretty(indent: 3)] {
                let read = try Value(json: value.jsonBytes(style))
                #expect(read.normalizingWholeNumbers() == value.normalizingWholeNumbers())
            }
        }
    }

    @Test func doublesKeepTheirBits() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<20_000 {
            let number = generator.double()
            let json = try #require(try Value(json: Value.double(number).jsonText()).doubleValue)
            #expect(json == number)
            guard case .double(let yaml) = try Value(yaml: Value.double(number).yamlText()) else {
                Issue.record("\(number) is no double any more")
                continue
            }
            #expect(yaml.bitPattern == number.bitPattern)
        }
    }
}

extension Value {
    fileprivate var hasMergeKey: Bool {
        switch self {
        case .array(let elements): elements.contains { $0.hasMergeKey }
        case .object(let object): object.contains { $0.key == "<<" || $0.value.hasMergeKey }
        default: false
        }
    }
}

extension Value {
    fileprivate var hasRareLineBreaks: Bool {
        jsonText().unicodeScalars.contains { $0 == "\u{85}" || $0 == "\u{2028}" || $0 == "\u{2029}" }
    }
}
