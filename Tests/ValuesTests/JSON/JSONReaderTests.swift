import Testing
import Values

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("0", Value.int(0)), ("-0", 0), (" 1 ", 1), ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)), ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
            ("18446744073709551615", .unsigned(.max)), ("18446744073709551616", 18446744073709551616.0),
            ("-9223372036854775809", -9223372036854775809.0), ("1.0", 1.0), ("1e2", 100.0), ("1E+2", 100.0),
            ("-1.5e-3", -0.0015),
            ("1e-400", 0.0), ("123456789012345678901234567890", 1.2345678901234568e29),
            ("true", true), ("false", false), ("null", .null), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
            ("[1,[2,[3]]]", [1, [2, [3]]]), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"),
            (#""\u00e9\u65E5""#, "é日"),
            (#""\ud83d\ude00""#, "\u{1F600}"), (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\u0000""#, "\u{0}"),
            ("\"\u{7F}\u{2028}日\"", "\u{7F}\u{2028}日"), ("\t\r\n {\"a\"\t:\r1\n}", ["a": 1]),
            (#"{"":1}"#, ["": 1]), (#"{"a\u0062":1}"#, ["ab": 1]),
        ] as [(String, Value)])
    func wellFormedTextsAreRead(text: String, value: Value) throws {
        #expect(try Value(json: text) == value)
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "[1 2]", "1 2", "01", "-", "-a", "+1", ".5", "1.", "1.e1", "1e",
        "1e+", "0x1",
        "1_0", "NaN", "Infinity", "-Infinity", "tru", "True", "nul", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "\"\\uD83D\\u12\"", "\"a\nb\"", "\"a\tb\"", "\"\u{1}\"", "\u{FEFF}1", "[1]]", "// c\n1",
        "/* c */1",
        "\u{A0}1", "\u{C}1",
    ])
    func brokenTextsAreRefusedWithAPlace(text: String) {
        #expect { try Value(json: text) } throws: { error in
            guard let error = error as? ParseError else { return false }
            return error == ParseError(.syntax, "", line: 0, column: 0) && error.line >= 1 && error.column >= 1
        }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8], [0xFF],
            [0xC3], [0xE6, 0x97], [0xF0, 0x9F, 0x98], [0xE6, 0x97, 0x41],
        ] as [[UInt8]])
    func invalidUTF8IsRefused(bytes: [UInt8]) throws {
        for prefix in ["", "abc", "a longer text before it"] {
            let text = Array("[\"\(prefix)".utf8) + bytes + Array("\"]".utf8)
            #expect { try Value(json: text) } throws: { error in
                guard let error = error as? ParseError else { return false }
                return error == ParseError(.encoding, "", line: 0, column: 0) && error.column == 3 + prefix.count
            }
        }
        #expect(throws: ParseError.self) { try Value(json: Array("{\"".utf8) + bytes + Array("\":1}".utf8)) }
    }

    @Test func placesCountCharactersOfALine() {
        #expect { try Value(json: "{\"é日\": 1,\n  \"b\" 2}") } throws: { error in
            guard let error = error as? ParseError else { return false }
            return error.line == 2 && error.column == 7 && error.description.hasPrefix("2:7: ")
        }
    }

    @Test func lastOfEqualKeysWinsInTheFirstPlace() throws {
        #expect(try Value(json: #"{"a":1,"b":2,"a":3}"#).jsonText() == #"{"a":3,"b":2}"#)
        let members = (0..<100).map { "\"key \($0 % 40)\": \($0)" }
        let object = try #require(try Value(json: "{\(members.joined(separator: ","))}").objectValue)
        #expect(object.count == 40)
        #expect(object.keys.first == "key 0")
        #expect(object["key 19"] == 99)
        #expect(object["key 20"] == 60)
    }

    @Test func differentSpellingsOfACharacterAreDifferentKeys() throws {
        let object = try #require(try Value(json: "{\"\u{E9}\":1,\"e\u{301}\":2}").objectValue)
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func numbersOutOfRangeAreRefused() {
        for text in ["1e400", "-1e400", String(repeating: "9", count: 400)] {
            #expect(throws: ParseError(.unsupported, "", line: 1, column: 1)) { try Value(json: text) }
        }
    }

    @Test func keysOfEveryLengthAreKept() throws {
        for count in 0..<70 {
            let key = String(repeating: "k", count: count)
            let wide = String(repeating: "é", count: count)
            let text = "[{\"\(key)\":\"\(wide)\"},{\"\(key)\":1,\"\(wide)\":2}]"
            let value = try Value(json: text)
            #expect(value[0]?[key] == .string(wide))
            #expect(value[1]?[wide]?.intValue == (count == 0 ? 2 : 2))
            #expect(value.jsonText() == text || count == 0)
        }
    }
}

@Suite struct ParseLimitsTests {
    @Test func depthIsBounded() throws {
        for depth in [512, 513] {
            let json = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let yaml = String(repeating: "- ", count: depth)
            let flow = String(repeating: "{a: ", count: depth) + String(repeating: "}", count: depth)
            if depth == 512 {
                #expect(try Value(json: json).nodeCount == 512)
                #expect(try Value(yaml: yaml).nodeCount == 513)
                #expect(try Value(yaml: flow).nodeCount == 513)
                #expect(try Value(yaml: try Value(json: json).yamlText()) == Value(json: json))
            } else {
                #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(json: json) }
                #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(yaml: yaml) }
                #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(yaml: flow) }
            }
        }
    }

    @Test func noDepthThatACallerAsksForOverflowsTheStack() {
        let limits = ParseLimits(maximumDepth: .max)
        let text = String(repeating: "[", count: 1_000_000)
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(json: text, limits: limits) }
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) { try Value(yaml: text, limits: limits) }
    }

    @Test func sizeAndNodesAreBounded() {
        let small = ParseLimits(maximumBytes: 10)
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(json: "[1,2,3,4,5,6]", limits: small)
        }
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(yaml: "[1,2,3,4,5,6]", limits: small)
        }
        let few = ParseLimits(maximumNodes: 5)
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(json: "[1,2,3,4,5,6]", limits: few)
        }
        #expect(throws: ParseError(.limitExceeded, "", line: 1, column: 1)) {
            try Value(yaml: "[1,2,3,4,5,6]", limits: few)
        }
        #expect(throws: Never.self) { try Value(json: "[1,2,3,4]", limits: few) }
    }
}
