extension Interpreter {
    /// `std.manifestTomlEx`.
    func manifestTOML(_ value: Datum, _ indent: String) throws(Failure) -> StringRef {
        guard case .object(let object) = value else {
            throw Failure("TOML body must be an object. Got \(value.typeName)")
        }
        var writer = TOMLManifest(vm: self, indent: indent)
        return string(try writer.table(object, [], ""))
    }
}

/// Writes objects as TOML.
private struct TOMLManifest {
    let vm: Interpreter
    let indent: String
    /// Where the value under way stands, for messages.
    private var place: [String] = []

    init(vm: Interpreter, indent: String) {
        self.vm = vm
        self.indent = indent
    }

    /// Whether a value becomes a section of its own.
    private func isSection(_ value: Datum) throws(Failure) -> Bool {
        if case .object = value { return true }
        guard case .array(let array) = value, array.pointee.count > 0 else { return false }
        for index in 0..<array.pointee.count {
            guard case .object = try vm.element(array, index) else { return false }
        }
        return true
    }

    private func quoted(_ text: String) -> String {
        var builder = TextBuilder()
        var text = text
        text.withUTF8 { builder.append(quoted: $0) }
        return String(decoding: builder.bytes, as: UTF8.self)
    }

    private func key(_ name: String) -> String {
        if name.isEmpty { return "''" }
        let isBare = name.utf8.allSatisfy {
            Lexer.isIdentifierStart($0) || Lexer.isDigit($0) || $0 == UInt8(ascii: "-")
        }
        return isBare ? name : quoted(name)
    }

    /// The body of a table: its plain values, then its sections.
    mutating func table(_ object: ObjectRef, _ path: [String], _ margin: String) throws(Failure) -> String {
        try vm.checkOutput(depth: place.count, written: 0)
        if object.pointee.assertions == .pending { try vm.checkAssertions(object) }
        var lines: [String] = []
        var sections = [""]
        for field in vm.fields(of: object) {
            let value = try vm.value(object, field)
            let name = vm.text(vm.symbols.text(field.symbol))
            place.append(name)
            if try isSection(value) {
                sections.append(try section(value, path + [name], margin))
            } else {
                let text = key(name) + " = " + (try render(value, isInline: false, margin: ""))
                lines.append(contentsOf: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
            }
            place.removeLast()
        }
        return (lines.isEmpty ? "" : margin) + lines.joined(separator: "\n" + margin)
            + sections.joined(separator: "\n\n")
    }

    private mutating func section(_ value: Datum, _ path: [String], _ margin: String) throws(Failure) -> String {
        let name = path.map(key).joined(separator: ".")
        if case .object(let object) = value {
            return margin + "[" + name + "]" + (vm.visibleFieldCount(object) > 0 ? "\n" : "")
                + (try table(object, path, margin + indent))
        }
        guard case .array(let array) = value else { return "" }
        var tables: [String] = []
        for index in 0..<array.pointee.count {
            guard case .object(let object) = try vm.element(array, index) else { continue }
            place.append(String(index))
            tables.append(
                margin + "[[" + name + "]]" + (vm.visibleFieldCount(object) > 0 ? "\n" : "")
                    + (try table(object, path, margin + indent)))
            place.removeLast()
        }
        return tables.joined(separator: "\n\n")
    }

    private mutating func render(_ value: Datum, isInline: Bool, margin: String) throws(Failure) -> String {
        switch value {
        case .null: throw Failure("Tried to manifest \"null\" at [\(place.joined(separator: " "))]")
        case .bool(let holds): return holds ? "true" : "false"
        case .number(let number): return TextBuilder.text(of: number)
        case .string(let string): return quoted(vm.text(string))
        case .array(let array):
            guard array.pointee.count > 0 else { return "[]" }
            try vm.checkOutput(depth: place.count, written: 0)
            let separator = isInline ? " " : "\n"
            var parts: [String] = []
            for index in 0..<array.pointee.count {
                place.append(String(index))
                parts.append(
                    (isInline ? "" : margin + indent)
                        + (try render(try vm.element(array, index), isInline: true, margin: "")))
                place.removeLast()
            }
            return "[" + separator + parts.joined(separator: "," + separator) + separator + "]"
        case .object(let object):
            try vm.checkOutput(depth: place.count, written: 0)
            var parts: [String] = []
            for field in vm.fields(of: object) {
                let name = vm.text(vm.symbols.text(field.symbol))
                place.append(name)
                parts.append(
                    key(name) + " = " + (try render(try vm.value(object, field), isInline: true, margin: "")))
                place.removeLast()
            }
            return "{ " + parts.joined(separator: ", ") + " }"
        default: throw Failure("Tried to manifest function at [\(place.joined(separator: " "))]")
        }
    }
}
