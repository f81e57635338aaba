import Testing
import Values

@Suite struct YAMLWriterTests {
    @Test func textIsLaidOutAsGoDoes() throws {
        let value: Value = [
            "a": [1, [2, 3], ["x": 1, "y": [:]]], "b": "multi\nline", "c": "true", "d": "it's", "e": "a: b", "f": "",
            "g": "tab\there", "h": "2020-01-01", "i": "12:30:45", "j": " x\ny\n\n", "k": ["l": ["m": .null]],
            "yes": 1.0, "z": "\u{1F600}",
        ]
        let text = value.yamlText()
        #expect(
            text == """
                a:
                - 1
                - - 2
                  - 3
                - x: 1
                  "y": {}
                b: |-
                  multi
                  line
                c: "true"
                d: it's
                e: 'a: b'
                f: ""
                g: "tab\\there"
                h: "2020-01-01"
                i: "12:30:45"
                j: |2+
                   x
                  y

                k:
                  l:
                    m: null
                "yes": 1.0
                z: "\\U0001F600"

                """)
        #expect(try Value(yaml: text) == value)
    }
}
