import Testing
import Values

@testable import ManifestRender

/// The grammar of `--set` and its kin, against what Helm makes of the same texts.
@Suite struct SetExpressionTests {
    private func values(_ texts: [String], _ typing: SetExpression.Typing, over base: Object = Object()) -> String {
        var values = base
        var room = SetExpression.room
        do throws(RenderError) {
            for text in texts { try SetExpression.apply(text, typing: typing, to: &values, room: &room) }
            return Value.object(values).jsonText(sortedKeys: true)
        } catch {
            return error.message
        }
    }

    private func set(_ texts: String..., over base: Object = Object()) -> String {
        values(texts, .guessed, over: base)
    }

    private func refusal(_ text: String) -> String {
        let start = "failed parsing --set data: "
        let message = set(text)
        return message.hasPrefix(start) ? String(message.dropFirst(start.count)) : "no error: \(message)"
    }

    @Test func scalarsAreGuessed() {
        #expect(set("a=1,b=-1,c=+1,d=-0,e=0") == #"{"a":1,"b":-1,"c":1,"d":0,"e":0}"#)
        #expect(set("a=007,b=1.5,c=1e3,d=0x1f,e=1_0") == #"{"a":"007","b":"1.5","c":"1e3","d":"0x1f","e":"1_0"}"#)
        #expect(set("a=9223372036854775807") == #"{"a":9223372036854775807}"#)
        #expect(set("a=9223372036854775808") == #"{"a":"9223372036854775808"}"#)
        #expect(set("a=TRUE,b=faLse,c=NULL,d=~,e=yes") == #"{"a":true,"b":false,"c":null,"d":"~","e":"yes"}"#)
        #expect(set("a=fal\u{17F}e,b=true\u{301}") == "{\"a\":false,\"b\":\"true\u{301}\"}")
        #expect(set("a=\"x\", b = 1") == #"{" b ":" 1","a":"\"x\""}"#)
        #expect(values(["a=1,b=null,c={0,true}"], .text) == #"{"a":"1","b":"null","c":["0","true"]}"#)
    }

    @Test func literalsAreAllThatFollows() {
        func literal(_ text: String, over base: Object = Object()) -> String { values([text], .literal, over: base) }
        #expect(literal(#"a=1,b={2}\,"#) == ##"{"a":"1,b={2}\\,"}"##)
        #expect(literal(#"a\.b,c=x"#) == ##"{"a\\":{"b,c":"x"}}"##)
        #expect(literal("a.b[1].c=x=y") == #"{"a":{"b":[null,{"c":"x=y"}]}}"#)
        #expect(literal("a=") == #"{"a":""}"#)
        #expect(literal("a[0]") == #"{"a":[]}"#)
        #expect(literal("a[0].", over: ["a": ["x"]]) == #"{"a":[{}]}"#)
        #expect(literal("a[0") == "{}")
        #expect(literal("a") == #"failed parsing --set-literal data: key "a" has no value"#)
        #expect(literal("a.=1") == #"failed parsing --set-literal data: key map "a" has no value"#)
        #expect(
            literal("a[1]x=1") == "failed parsing --set-literal data: unexpected data at end of array index: ['x']")
    }

    @Test func emptyThings() {
        #expect(set("") == "{}")
        #expect(set("a=,b=") == #"{"a":"","b":""}"#)
        #expect(set("a={},b={,}") == #"{"a":[""],"b":["",""]}"#)
        #expect(set("=1") == "{}")
        #expect(set(".a=1,[0]=1") == "{}")
        #expect(set("a=1,") == #"{"a":1}"#)
    }

    @Test func backslashesTakeTheMeaningAway() {
        #expect(set(#"a\.b=1,c\,d=2,e\[0\=x=3"#) == #"{"a.b":1,"c,d":2,"e[0=x":3}"#)
        #expect(set(#"a=1\,2,b=\{1}"#) == #"{"a":"1,2","b":"{1}"}"#)
        #expect(set(#"a={1\,2,3\},4}"#) == #"{"a":["1,2","3}",4]}"#)
        #expect(set(#"a=b\"#) == #"{"a":"b"}"#)
    }

    @Test func listsGrowAndAreReplaced() {
        #expect(set("a[2]=x,a[0]=y") == #"{"a":["y",null,"x"]}"#)
        #expect(set("a={1,2},a[3].b=4", "a[0]=z") == #"{"a":["z",2,null,{"b":4}]}"#)
        #expect(set("a[0]=1,a[0].b=2") == #"{"a":[{"b":2}]}"#)
        #expect(set("a[0][1]=1,a[0][0].b.c=2") == #"{"a":[[{"b":{"c":2}},1]]}"#)
        #expect(set("a[+1]=x") == #"{"a":[null,"x"]}"#)
        #expect(set("a={1,2}b=3") == #"{"a":[1,2],"b":3}"#)
        #expect(set("a[1].c=3,d.e=4", over: ["a": [1], "d": ["f": 5]]) == #"{"a":[1,{"c":3}],"d":{"e":4,"f":5}}"#)
        let deep = "a" + String(repeating: "[0].b", count: 100)
        #expect(set("\(deep)=1").hasSuffix("1" + String(repeating: "}]", count: 100) + "}"))
    }

    @Test func aTextThatEndsInANameMakesNoNewElement() {
        #expect(set("a[0") == "{}")
        #expect(set("a[0]") == #"{"a":[]}"#)
        #expect(set("a[0][1") == #"{"a":[]}"#)
        #expect(set("a[0].b=") == #"{"a":[]}"#)
        #expect(set("a[0]=x,a[0].b=") == #"{"a":[{"b":""}]}"#)
        #expect(set("a[0][0]=x,a[0][0].b=") == #"{"a":[[{"b":""}]]}"#)
        #expect(set("a[1]=x,a[0]") == #"{"a":[null,"x"]}"#)
        #expect(set("a.b=1,a.") == #"{"a":{"b":1}}"#)
    }

    @Test func whatIsNoExpression() {
        #expect(refusal("a") == #"key "a" has no value"#)
        #expect(refusal("a.b,c=1") == #"key "b" has no value (cannot end with ,)"#)
        #expect(refusal("a=1,,b=2") == #"key "" has no value (cannot end with ,)"#)
        #expect(refusal("a..b=1") == #"key map "a" has no value"#)
        #expect(refusal("a={1,2") == "list must terminate with '}'")
        #expect(refusal("a[x]=1") == #"error parsing index: strconv.Atoi: parsing "x": invalid syntax"#)
        #expect(refusal("a[+-1]=1") == #"error parsing index: strconv.Atoi: parsing "+-1": invalid syntax"#)
        #expect(
            refusal("a[99999999999999999999]=1")
                == #"error parsing index: strconv.Atoi: parsing "99999999999999999999": value out of range"#)
        #expect(refusal("a[99999999999999999999x]=1").hasSuffix("value out of range"))
        #expect(refusal("a[9999999999999999999x]=1").hasSuffix("invalid syntax"))
        #expect(refusal("a[-9999999999999999999]=1").hasSuffix("value out of range"))
        #expect(refusal("a[-1]=1") == "negative -1 index not allowed")
        #expect(refusal("a[65537]=1") == "index of 65537 is greater than maximum supported index of 65536")
        #expect(refusal("a[65537]é=1") == "unexpected data at end of array index: ['é']")
        #expect(
            refusal(String(repeating: "a.", count: 31) + "b=1")
                == "value name nested level is greater than maximum supported nested level of 30")
    }

    @Test func whatIsOfAnotherKindIsNotReplacedByAName() {
        let start = "unable to parse key: interface conversion: interface {} is "
        #expect(refusal("a=b,a.c=1") == start + "string, not map[string]interface {}")
        #expect(refusal("a=null,a[0]=1") == start + "nil, not []interface {}")
        #expect(refusal("a[0]=1,a[0][0]=1") == start + "int64, not []interface {}")
        #expect(refusal("a[0].b=1,a[0][0]=1") == start + "map[string]interface {}, not []interface {}")
    }

    @Test func placesOfListsAreBounded() {
        let wide = (0..<17).map { "k\($0)[65536]=1" }.joined(separator: ",")
        #expect(refusal(wide).hasPrefix("indexes leave more than 1048576 places of lists empty"))
        #expect(refusal("a" + String(repeating: "[0]", count: 100_000) + "=1").hasPrefix("names lead deeper than 300"))
    }

    @Test func valuesOfJSON() {
        func json(_ text: String) -> String { values([text], .json) }
        #expect(json(#"a={"b":[1,"x,y"]},c[1]=true"#) == #"{"a":{"b":[1,"x,y"]},"c":[null,true]}"#)
        #expect(json("a= , b=,c[0]=") == #"{" b":null,"a":null,"c":[null]}"#)
        #expect(json("a=1 b=2,c=nulld=[3]e=\"\"f.g=\u{A0}4") == #"{"a":1,"b":2,"c":null,"d":[3],"e":"","f":{"g":4}}"#)
        #expect(json("a=01") == "failed parsing --set-json data a=01")
        for text in ["a=x", "a={1}", "a=tru", "a=\"b", "a=1.,b=2", "a=-", "a=[1", "a[70000]=1", "a=\"\t\""] {
            #expect(json(text) == "failed parsing --set-json data \(text)")
        }
    }

    @Test func valuesOfFiles() throws {
        let read: (String) throws(RenderError) -> String = { path throws(RenderError) in
            guard path.hasSuffix(".txt") else {
                throw RenderError(.unreadableFile, "open \(path): no such file or directory")
            }
            return "<\(path)>"
        }
        #expect(
            values(["a=x.txt,b.c={y.txt,z.txt}", "d="], .file(read))
                == #"{"a":"<x.txt>","b":{"c":["<y.txt>","<z.txt>"]},"d":""}"#)
        #expect(
            values(["a=x.txt,b=gone"], .file(read))
                == "failed parsing --set-file data: open gone: no such file or directory")
        #expect(
            HelmOptions(setFile: [#"a=x,b[0]={y,z\,w}"#, "c=v,d", "=u"]).filesToSet == ["x", "y", "z,w", "v", "u"])
    }
}
