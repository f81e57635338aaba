extension Library {
    /// Values as text of many kinds.
    static let manifests: [Builtin] = [
        Builtin("manifestJson", "value") { vm, a throws(Failure) in
            .string(try vm.manifestJSON(a[0], indent: vm.string("    "), newline: nil, separator: nil))
        },
        Builtin("manifestJsonMinified", "value") { vm, a throws(Failure) in
            .string(
                try vm.manifestJSON(
                    a[0], indent: vm.emptyString, newline: vm.emptyString, separator: vm.string(":")))
        },
        Builtin("manifestJsonEx", "value indent newline? key_val_sep?") { vm, a throws(Failure) in
            let indent = try vm.string(a[1])
            let newline = vm.isAbsent(a[2]) ? nil : try vm.string(a[2])
            let separator = vm.isAbsent(a[3]) ? nil : try vm.string(a[3])
            return .string(try vm.manifestJSON(a[0], indent: indent, newline: newline, separator: separator))
        },
        Builtin("manifestYamlDoc", "value indent_array_in_object? quote_keys?") { vm, a throws(Failure) in
            let indents = vm.isAbsent(a[1]) ? false : try vm.bool(a[1])
            let quotes = vm.isAbsent(a[2]) ? true : try vm.bool(a[2])
            var writer = YAMLManifest(vm, indentsArrays: indents, quotesKeys: quotes)
            try writer.write(a[0])
            return .string(vm.string(writer.text.bytes))
        },
        Builtin("manifestYamlStream", "value indent_array_in_object?~ c_document_end? quote_keys?~") {
            vm, a throws(Failure) in
            guard case .array(let array) = a[0] else {
                throw Failure("manifestYamlStream only takes arrays, got \(a[0].typeName)")
            }
            let ends = vm.isAbsent(a[2]) ? true : try vm.bool(a[2])
            // The others are asked for by a document.
            let hasDocuments = array.pointee.count > 0
            let indents = !hasDocuments || vm.isAbsent(a[1]) ? false : try vm.bool(try vm.value(a[1]))
            let quotes = !hasDocuments || vm.isAbsent(a[3]) ? true : try vm.bool(try vm.value(a[3]))
            var text = TextBuilder()
            text.append("---\n")
            for index in 0..<array.pointee.count {
                if index > 0 { text.append("\n---\n") }
                var writer = YAMLManifest(vm, indentsArrays: indents, quotesKeys: quotes)
                try writer.write(try vm.element(array, index))
                text.append(writer.text.bytes)
            }
            ends ? text.append("\n...\n") : text.append("\n")
            return .string(vm.string(text.bytes))
        },
        Builtin("manifestToml", "value") { vm, a throws(Failure) in .string(try vm.manifestTOML(a[0], "  ")) },
        Builtin("manifestTomlEx", "value indent") { vm, a throws(Failure) in
            .string(try vm.manifestTOML(a[0], vm.text(try vm.string(a[1]))))
        },
        Builtin("manifestIni", "ini") { vm, a throws(Failure) in .string(try vm.manifestINI(a[0])) },
        Builtin("manifestPython", "v") { vm, a throws(Failure) in
            var text = TextBuilder()
            try vm.writePython(a[0], into: &text)
            return .string(vm.string(text.bytes))
        },
        Builtin("manifestPythonVars", "conf") { vm, a throws(Failure) in
            let object = try vm.object(a[0])
            var text = TextBuilder()
            for field in vm.fields(of: object) {
                text.append(vm.bytes(vm.symbols.text(field.symbol)))
                text.append(" = ")
                try vm.writePython(try vm.value(object, field), into: &text)
                text.append("\n")
            }
            return .string(vm.string(text.bytes))
        },
        Builtin("manifestXmlJsonml", "value") { vm, a throws(Failure) in
            guard case .array = a[0] else {
                throw Failure("Expected a JSONML value (an array), got \(a[0].typeName)")
            }
            var text = TextBuilder()
            try vm.writeXML(a[0], into: &text)
            return .string(vm.string(text.bytes))
        },
    ]
}

extension Interpreter {
    fileprivate func manifestINI(_ value: Datum) throws(Failure) -> StringRef {
        let ini = try object(value)
        var text = TextBuilder()
        if hasField(ini, symbol("main"), includingHidden: false), let main = try field(ini, symbol("main")) {
            try writeINI(main, into: &text)
        }
        let name = symbol("sections")
        guard let sections = try field(ini, name) else { throw missingField(name) }
        let object = try self.object(sections)
        for section in fields(of: object) {
            text.append("[")
            text.append(bytes(symbols.text(section.symbol)))
            text.append("]\n")
            try writeINI(try self.value(object, section), into: &text)
        }
        return string(text.bytes)
    }

    private func writeINI(_ body: Datum, into text: inout TextBuilder) throws(Failure) {
        let object = try self.object(body)
        for field in fields(of: object) {
            let value = try self.value(object, field)
            var lines = [value]
            if case .array(let array) = value {
                lines = []
                for index in 0..<array.pointee.count { lines.append(try element(array, index)) }
            }
            for line in lines {
                text.append(bytes(symbols.text(field.symbol)))
                text.append(" = ")
                text.append(bytes(try toString(line)))
                text.append("\n")
            }
        }
    }

    fileprivate func writePython(_ value: Datum, into text: inout TextBuilder) throws(Failure) {
        switch value {
        case .null: text.append("None")
        case .bool(let holds): holds ? text.append("True") : text.append("False")
        case .number(let number): text.append(number: number)
        case .string(let string): text.append(quoted: bytes(string))
        case .array(let array):
            try checkOutput(depth: 0, written: text.bytes.count)
            text.append("[")
            for index in 0..<array.pointee.count {
                if index > 0 { text.append(", ") }
                try writePython(try element(array, index), into: &text)
            }
            text.append("]")
        case .object(let object):
            try checkOutput(depth: 0, written: text.bytes.count)
            text.append("{")
            for (index, field) in fields(of: object).enumerated() {
                if index > 0 { text.append(", ") }
                text.append(quoted: bytes(symbols.text(field.symbol)))
                text.append(": ")
                try writePython(try self.value(object, field), into: &text)
            }
            text.append("}")
        default: throw Failure("cannot manifest function")
        }
    }

    fileprivate func writeXML(_ value: Datum, into text: inout TextBuilder) throws(Failure) {
        if case .string(let string) = value { return text.append(bytes(string)) }
        try checkOutput(depth: 0, written: text.bytes.count)
        let tag = try index(value, .number(0))
        let array = try self.array(value)
        text.append("<")
        var name = TextBuilder()
        try deepJoin(tag, into: &name)
        text.append(name.bytes)
        var next = 1
        if array.pointee.count > 1, case .object(let attributes) = try element(array, 1) {
            next = 2
            for field in fields(of: attributes) {
                text.append(" ")
                text.append(bytes(symbols.text(field.symbol)))
                text.append("=\"")
                text.append(bytes(try toString(try self.value(attributes, field))))
                text.append("\"")
            }
        }
        text.append(">")
        while next < array.pointee.count {
            try writeXML(try element(array, next), into: &text)
            next += 1
        }
        text.append("</")
        text.append(name.bytes)
        text.append(">")
    }
}
