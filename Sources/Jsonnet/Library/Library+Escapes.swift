extension Library {
    /// Quoting for other languages.
    static let escapes: [Builtin] = [
        Builtin("escapeStringJson", "str_") { vm, a throws(Failure) in
            .string(vm.quoted(try vm.escapable(a[0])))
        },
        Builtin("escapeStringPython", "str") { vm, a throws(Failure) in
            .string(vm.quoted(try vm.escapable(a[0])))
        },
        Builtin("escapeStringBash", "str_") { vm, a throws(Failure) in
            var text = TextBuilder()
            text.append("'")
            for byte in vm.bytes(try vm.escapable(a[0])) {
                byte == UInt8(ascii: "'") ? text.append("'\"'\"'") : text.append(byte)
            }
            text.append("'")
            return .string(vm.string(text.bytes))
        },
        Builtin("escapeStringDollars", "str_") { vm, a throws(Failure) in
            var text = TextBuilder()
            for byte in vm.bytes(try vm.escapable(a[0])) {
                text.append(byte)
                if byte == UInt8(ascii: "$") { text.append(byte) }
            }
            return .string(vm.string(text.bytes))
        },
        Builtin("escapeStringXML", "str_") { vm, a throws(Failure) in
            var text = TextBuilder()
            for byte in vm.bytes(try vm.escapable(a[0])) {
                switch byte {
                case UInt8(ascii: "<"): text.append("&lt;")
                case UInt8(ascii: ">"): text.append("&gt;")
                case UInt8(ascii: "&"): text.append("&amp;")
                case UInt8(ascii: "\""): text.append("&quot;")
                case UInt8(ascii: "'"): text.append("&apos;")
                default: text.append(byte)
                }
            }
            return .string(vm.string(text.bytes))
        },
    ]
}

extension Interpreter {
    /// The text of a value, where what escaping makes of it has room.
    fileprivate func escapable(_ value: Datum) throws(Failure) -> StringRef {
        let string = try toString(value)
        try ensureRoomForEscapes(string)
        return string
    }

    /// A string between double quotes with the escapes of JSON.
    func quoted(_ string: StringRef) -> StringRef {
        var text = TextBuilder()
        text.append(quoted: bytes(string))
        return self.string(text.bytes)
    }
}
