import Values

extension Schema {
    /// Reads the generated text of the built-in kinds.
    ///
    /// A line of `types` is `NAME[~a] FIELD:SHAPE[~MARK]...`. Shapes: `s` text, `i` whole number, `n` number, `b` truth
    /// value, `q` quantity, `o` int-or-string, `t` time, `u` micro time, `d` duration, `y` bytes, `*` anything,
    /// `[SHAPE` list, `{SHAPE` map, `@NAME` type. Marks: `mKEYS` list map, `s` set, `a` atomic, `g` granular, `p` merge, `x` replace,
    /// `r` retainKeys, `kKEY` merge key, `z` zero kept, `w` always written, `dJSON` default, `!` required.
    init(kinds: String, types: String) {
        self.init()
        var parser = SchemaTextParser()
        let lines = types.utf8.split(separator: UInt8(ascii: "\n"))
        for line in lines { parser.declare(line) }
        for line in lines { parser.define(line) }
        let table = parser.builder.table()
        self.types = parser.names.mapValues { SchemaNode(table: table, type: $0) }
        for line in kinds.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
            guard words.count == 10 else { continue }
            let kind = GroupVersionKind(apiVersion: words[0], kind: words[1])
            func list(_ word: String) -> [String] { word == "-" ? [] : word.split(separator: ",").map(String.init) }
            let resource = ResourceInfo(
                kind: kind, plural: words[2], singular: words[3] == "-" ? "" : words[3], isNamespaced: words[4] == "n",
                shortNames: list(words[5]), categories: list(words[6]), subresources: list(words[7]),
                verbs: list(words[8]))
            add(kind, node: parser.names[words[9]].map { SchemaNode(table: table, type: $0) }, resource: resource)
        }
    }
}

private struct SchemaTextParser {
    var builder = SchemaTableBuilder()
    var names: [String: Int] = [:]
    private var position = 0

    mutating func declare(_ line: Substring.UTF8View) {
        var head = line.prefix { $0 != UInt8(ascii: " ") }
        let isAtomic = head.last == UInt8(ascii: "a") && head.dropLast().last == UInt8(ascii: "~")
        if isAtomic { head = head.dropLast(2) }
        let name = String(Substring(head))
        names[name] = builder.add(.init(shape: .any, name: name, isAtomic: isAtomic))
    }

    /// Called once for each declared line, in the same order.
    mutating func define(_ line: Substring.UTF8View) {
        var fields: [String: Int] = [:]
        for word in line.split(separator: UInt8(ascii: " ")).dropFirst() {
            guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else { continue }
            var parts = word[word.index(after: colon)...].split(separator: UInt8(ascii: "~"))
            let shape = parts.removeFirst()
            fields[String(Substring(word[..<colon]))] = field(shape, marks: parts)
        }
        // A type without fields admits anything.
        if !fields.isEmpty { builder.types[position].shape = .object(fields: fields, rest: -1) }
        position += 1
    }

    private mutating func field(_ shape: Substring.UTF8View, marks: [Substring.UTF8View]) -> Int {
        var entry = SchemaTable.FieldEntry(type: -1)
        var list = Schema.ListType.atomic
        for mark in marks {
            let rest = Substring(mark.dropFirst())
            switch mark.first {
            case UInt8(ascii: "m"): list = .map(keys: rest.split(separator: ",").map(String.init))
            case UInt8(ascii: "s"): list = .set
            case UInt8(ascii: "a"): entry.isAtomic = true
            case UInt8(ascii: "g"): entry.isGranular = true
            case UInt8(ascii: "p"): entry.strategy.insert(.merge)
            case UInt8(ascii: "x"): entry.strategy.insert(.replace)
            case UInt8(ascii: "r"): entry.strategy.insert(.retainKeys)
            case UInt8(ascii: "k"): entry.mergeKey = String(rest)
            case UInt8(ascii: "z"): entry.keepsZero = true
            case UInt8(ascii: "w"): (entry.keepsZero, entry.isAlwaysWritten) = (true, true)
            case UInt8(ascii: "!"): entry.isRequired = true
            case UInt8(ascii: "d"): entry.defaultValue = try? Value(json: String(rest))
            default: break
            }
        }
        entry.type = type(shape, list: list)
        return builder.add(entry)
    }

    private mutating func type(_ shape: Substring.UTF8View, list: Schema.ListType = .atomic) -> Int {
        switch shape.first {
        case UInt8(ascii: "["):
            let element = type(shape.dropFirst())
            return builder.add(.init(shape: .list(element: element), list: list))
        case UInt8(ascii: "{"):
            let element = type(shape.dropFirst())
            return builder.add(.init(shape: .map(element: element)))
        case UInt8(ascii: "@"): return names[String(Substring(shape.dropFirst()))] ?? builder.any()
        case UInt8(ascii: "s"): return builder.scalar(.string)
        case UInt8(ascii: "i"): return builder.scalar(.integer)
        case UInt8(ascii: "n"): return builder.scalar(.number)
        case UInt8(ascii: "b"): return builder.scalar(.boolean)
        case UInt8(ascii: "q"): return builder.scalar(.quantity)
        case UInt8(ascii: "o"): return builder.scalar(.intOrString)
        case UInt8(ascii: "t"): return builder.scalar(.time)
        case UInt8(ascii: "u"): return builder.scalar(.microTime)
        case UInt8(ascii: "d"): return builder.scalar(.duration)
        case UInt8(ascii: "y"): return builder.scalar(.bytes)
        default: return builder.any()
        }
    }
}
