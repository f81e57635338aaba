/// Writes values as `std.manifestYamlDoc` does.
struct YAMLManifest {
    let vm: Interpreter
    let indentsArrays: Bool
    let quotesKeys: Bool
    var text = TextBuilder()

    init(_ vm: Interpreter, indentsArrays: Bool, quotesKeys: Bool) {
        self.vm = vm
        self.indentsArrays = indentsArrays
        self.quotesKeys = quotesKeys
    }

    /// Appends a value whose first line is already indented.
    ///
    /// - Parameter indent: levels of two spaces that its other lines begin with.
    mutating func write(_ value: Datum, indent: Int = 0) throws(Failure) {
        switch value {
        case .null: text.append("null")
        case .bool(let holds): holds ? text.append("true") : text.append("false")
        case .number(let number): text.append(shortest: number)
        case .string(let string): write(vm.bytes(string), indent)
        case .array(let array): try write(array, indent)
        case .object(let object): try write(object, indent)
        // The reference writes nothing for functions.
        case .function, .thunk, .absent: break
        }
    }

    private mutating func newLine(_ indent: Int) {
        text.append(UInt8(ascii: "\n"))
        for _ in 0..<indent { text.append("  ") }
    }

    private mutating func write(_ string: UnsafeBufferPointer<UInt8>, _ indent: Int) {
        guard let last = string.last else { return text.append("\"\"") }
        guard last == UInt8(ascii: "\n") else { return text.append(quoted: string) }
        text.append(UInt8(ascii: "|"))
        let lines = string.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines {
            newLine(indent + 1)
            text.append(UnsafeBufferPointer(rebasing: line))
        }
    }

    private func isFilled(_ value: Datum) -> (array: Bool, object: Bool) {
        switch value {
        case .array(let array): (array.pointee.count > 0, false)
        case .object(let object): (false, vm.visibleFieldCount(object) > 0)
        default: (false, false)
        }
    }

    private mutating func write(_ array: ArrayRef, _ indent: Int) throws(Failure) {
        guard array.pointee.count > 0 else { return text.append("[]") }
        try vm.checkOutput(depth: indent, written: text.bytes.count)
        for index in 0..<array.pointee.count {
            if index > 0 { newLine(indent) }
            let element = try vm.element(array, index)
            text.append(UInt8(ascii: "-"))
            let filled = isFilled(element)
            if filled.array { newLine(indent + 1) } else { text.append(UInt8(ascii: " ")) }
            try write(element, indent: indent + (filled.array || filled.object ? 1 : 0))
        }
    }

    private mutating func write(_ object: ObjectRef, _ indent: Int) throws(Failure) {
        if object.pointee.assertions == .pending { try vm.checkAssertions(object) }
        let fields = vm.fields(of: object)
        guard !fields.isEmpty else { return text.append("{}") }
        try vm.checkOutput(depth: indent, written: text.bytes.count)
        for (index, field) in fields.enumerated() {
            let value = try vm.value(object, field)
            if index > 0 { newLine(indent) }
            write(key: vm.bytes(vm.symbols.text(field.symbol)))
            text.append(UInt8(ascii: ":"))
            let filled = isFilled(value)
            let inner = indent + (filled.object || (filled.array && indentsArrays) ? 1 : 0)
            if filled.array || filled.object { newLine(inner) } else { text.append(UInt8(ascii: " ")) }
            try write(value, indent: inner)
        }
    }

    private mutating func write(key: UnsafeBufferPointer<UInt8>) {
        if quotesKeys || !YAMLKey.isSafe(key) {
            text.append(quoted: key)
        } else {
            text.append(key)
        }
    }
}

/// Which keys need no quotes.
enum YAMLKey {
    private static let reserved: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", "-.inf", "+.inf", ".inf", "null", "-", "---", "''",
    ]

    /// Whether a key reads back as the same string without quotes.
    static func isSafe(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !key.isEmpty else { return false }
        for byte in key {
            guard Lexer.isIdentifierStart(byte) || Lexer.isDigit(byte) || "-/.".utf8.contains(byte) else {
                return false
            }
        }
        let text = String(decoding: key, as: UTF8.self)
        if reserved.contains(text.lowercased()) { return false }
        return !isDate(key) && !isBinary(key) && !hasHexadecimal(key) && !isNumber(key)
    }

    /// Whether a key reads as a number, which may have underscores between its digits.
    private static func isNumber(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits: [UInt8] = []
        for (index, byte) in key.enumerated() {
            guard byte == UInt8(ascii: "_") else {
                digits.append(byte)
                continue
            }
            guard index > 0, index + 1 < key.count, Lexer.isDigit(key[index - 1]), Lexer.isDigit(key[index + 1]) else {
                return false
            }
        }
        return Double(String(decoding: digits, as: UTF8.self)) != nil
    }

    /// Digits with exactly two dashes among them.
    private static func isDate(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        key.allSatisfy { Lexer.isDigit($0) || $0 == UInt8(ascii: "-") }
            && key.count { $0 == UInt8(ascii: "-") } == 2
    }

    private static func isBinary(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = key.first == UInt8(ascii: "-") ? key.dropFirst() : key[...]
        guard digits.count > 2, digits.starts(with: "0b".utf8) else { return false }
        return digits.dropFirst(2).allSatisfy { "01_".utf8.contains($0) }
    }

    private static func hasHexadecimal(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index + 2 < key.count {
            if key[index] == UInt8(ascii: "0"), key[index + 1] == UInt8(ascii: "x") {
                let next = key[index + 2]
                if Lexer.isDigit(next) || "abcdefABCDEF_".utf8.contains(next) { return true }
            }
            index += 1
        }
        return false
    }
}
