import Jsonnet
import Testing

/// Whatever the text, the answer is a result or an error.
@Suite struct FuzzTests {
    /// A generator whose numbers depend on the seed alone.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var mixed = state
            mixed ^= mixed >> 33
            mixed = mixed &* 0xff51_afd7_ed55_8ccd
            return mixed ^ mixed >> 29
        }
    }

    private static let words = [
        "{", "}", "[", "]", "(", ")", ",", ";", ":", "::", "+:", ".", "$", "self", "super", "local", "function", "if",
        "then", "else", "for", "in", "assert", "error", "true", "null", "x", "y", "f", "std", "length", "map", "sort",
        "format", "'a'", "\"%d\"", "1", "2.5", "1e9", "-", "+", "*", "/", "%", "==", "!=", "<", "&&", "||", "!", "~",
        "<<", "=", "tailstrict", "import", "importstr", "\\", "|||\n a\n|||", "'\\u12'", "@'", "#", "/*", "é", "\u{0}",
        "std.makeArray(3, function(i) i)", "{ a: 1, b+: self.a }", "[x for x in [1, 2]]", "local x = 1; ",
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func wordsInAnyOrder(_ seed: UInt64) {
        var numbers = Numbers(state: seed)
        let vm = JsonnetVM(settings: .init(maximumSteps: 20_000, maximumMemory: 64 << 20))
        var results = 0
        for _ in 0..<1_500 {
            let count = Int.random(in: 1...14, using: &numbers)
            let text = (0..<count).map { _ in Self.words.randomElement(using: &numbers) ?? "" }.joined(separator: " ")
            if (try? vm.evaluate(snippet: text)) != nil { results += 1 }
        }
        #expect(results > 0)
    }

    private static let programs = [
        "local f(x, y=2) = x + y; { a: f(1), b:: self.a, c: [i * 2 for i in std.range(1, 5) if i % 2 == 1] }",
        "{ a: 1, assert self.a > 0 : 'positive' } + { a+: 5, b: super.a, ['c' + self.a]: $.b }",
        "std.manifestYamlDoc({ a: [1, { b: 'x\\ny' }], c: std.sort([3, 1, 2]) }) + '%05.2f|%s' % [3.14159, {}]",
        "local o = { [k]: std.length(k) for k in ['x', 'yy'] }; std.objectFields(o)[::1] + 'abc'[1:2]",
        "std.foldl(function(a, b) a + b, std.split('a,b,c', ','), '') + std.base64(std.md5('x')) + |||\n  t\n|||",
    ]

    @Test(arguments: [11, 12, 13, 14] as [UInt64]) func mutatedPrograms(_ seed: UInt64) {
        var numbers = Numbers(state: seed)
        let vm = JsonnetVM(settings: .init(maximumSteps: 20_000, maximumMemory: 64 << 20))
        var results = 0
        for _ in 0..<1_500 {
            var bytes = Array((Self.programs.randomElement(using: &numbers) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &numbers), at: place)
                case 2: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
                default:
                    let end = min(bytes.count, place + Int.random(in: 1...12, using: &numbers))
                    bytes.insert(
                        contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &numbers))
                }
            }
            if (try? vm.evaluate(snippet: String(decoding: bytes, as: UTF8.self))) != nil { results += 1 }
        }
        #expect(results > 0)
    }
}
