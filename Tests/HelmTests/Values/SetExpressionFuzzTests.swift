import Testing
import Values

@testable import ManifestRender

/// Expressions from fixed seeds: whatever they are, they end with values or with an error, and lists stay bounded.
@Suite struct SetExpressionFuzzTests {
    /// A generator whose numbers depend on the seed alone.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }

        mutating func pick<Element>(_ choices: [Element]) -> Element {
            choices[Int.random(in: 0..<choices.count, using: &self)]
        }
    }

    private static let marks = ["=", ",", ".", "[", "]", "{", "}", "\\", "\"", " ", "-", "\0", "\u{301}", "é", ":"]
    private static let words = [
        "a", "a", "b", "a.b", "a[0]", "a[1].b", "[2]", "[-1]", "[65536]", "[65537]", "[99999999999999999999]", "=1",
        "=true", "=null", "={1,x}", "=", "={\"a\":[1]}", "=[", "=\"x\"", "=1e5", "=-", "\\.", "\\,", "\\",
    ]

    private static func text(_ numbers: inout Numbers) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...12, using: &numbers) {
            text += Bool.random(using: &numbers) ? numbers.pick(words) : numbers.pick(marks)
        }
        return text
    }

    private static func longestList(_ value: Value) -> Int {
        switch value {
        case .array(let elements): elements.reduce(elements.count) { max($0, longestList($1)) }
        case .object(let object): object.reduce(0) { max($0, longestList($1.value)) }
        default: 0
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func anyText(_ seed: UInt64) {
        var numbers = Numbers(state: seed)
        var applied = 0
        var refused = 0
        for _ in 0..<2000 {
            var values: Object = ["a": ["b": [1, ["c": 2]]], "b": [[], .null, "x"]]
            var room = 1 << 17
            let typing = numbers.pick([SetExpression.Typing.guessed, .text, .json, .file { $0 }])
            do throws(RenderError) {
                for _ in 0..<3 {
                    try SetExpression.apply(Self.text(&numbers), typing: typing, to: &values, room: &room)
                    #expect(room >= 0)
                    applied += 1
                }
                #expect(Self.longestList(.object(values)) <= 65537)
            } catch {
                #expect(error.message.hasPrefix("failed parsing --set"))
                refused += 1
            }
        }
        #expect(applied > 50)
        #expect(refused > 50)
    }
}
