extension Library {
    /// Pieces of strings.
    static let strings: [Builtin] = [
        Builtin("char", "n") { vm, a throws(Failure) in
            let number = try vm.number(a[0])
            guard number <= 0x10FFFF else {
                throw Failure("Invalid unicode codepoint, got \(GoText.shortest(number))")
            }
            guard number >= 0 else { throw Failure("Codepoints must be >= 0, got \(GoText.shortest(number))") }
            return .string(vm.character(UInt32(number)))
        },
        Builtin("codepoint", "str") { vm, a throws(Failure) in
            let string = try vm.string(a[0])
            let count = vm.scalarCount(string)
            guard count == 1 else {
                throw Failure("codepoint takes a string of length 1, got length \(count)")
            }
            return .number(Double(UTF8Text.scalar(vm.flat(string), 0)))
        },
        Builtin("substr", "str from len") { vm, a throws(Failure) in try vm.substr(a[0], a[1], a[2]) },
        Builtin("stringChars", "str") { vm, a throws(Failure) in
            if case .array = a[0] { return a[0] }
            return .array(try vm.pieces(of: a[0]))
        },
        Builtin("startsWith", "a b~") { vm, a throws(Failure) in .bool(try vm.has(a[0], affix: a[1], atEnd: false)) },
        Builtin("endsWith", "a b~") { vm, a throws(Failure) in .bool(try vm.has(a[0], affix: a[1], atEnd: true)) },
        Builtin("isEmpty", "str") { vm, a throws(Failure) in .bool(try vm.string(a[0]).pointee.byteCount == 0) },
        Builtin("findSubstr", "pat str") { vm, a throws(Failure) in
            guard case .string(let pattern) = a[0] else {
                throw Failure("findSubstr first parameter should be a string, got \(a[0].typeName)")
            }
            guard case .string(let string) = a[1] else {
                throw Failure("findSubstr second parameter should be a string, got \(a[1].typeName)")
            }
            return .array(try vm.places(of: pattern, in: string))
        },
        Builtin("strReplace", "str from to") { vm, a throws(Failure) in
            let string = try vm.string(a[0])
            let pattern = try vm.string(a[1])
            let replacement = try vm.string(a[2])
            guard pattern.pointee.byteCount > 0 else {
                throw Failure("'from' string must not be zero length.")
            }
            return .string(try vm.replace(pattern, by: replacement, in: string))
        },
        Builtin("split", "str c~") { vm, a throws(Failure) in
            guard case .string(let string) = a[0] else {
                throw Failure("std.split first parameter must be a String, got \(a[0].typeName)")
            }
            let mark = try vm.value(a[1])
            guard case .string(let separator) = mark else {
                throw Failure("std.split second parameter must be a String, got \(mark.typeName)")
            }
            guard separator.pointee.byteCount > 0 else {
                throw Failure("std.split second parameter must have length 1 or greater, got 0")
            }
            return vm.array(strings: try vm.split(string, separator, -1))
        },
        Builtin("splitLimit", "str c maxsplits") { vm, a throws(Failure) in
            let (string, separator, limit) = try vm.splitArguments("splitLimit", a)
            return vm.array(strings: try vm.split(string, separator, limit))
        },
        Builtin("splitLimitR", "str c maxsplits") { vm, a throws(Failure) in
            let (string, separator, limit) = try vm.splitArguments("splitLimitR", a)
            return vm.array(strings: try vm.splitFromEnd(string, separator, limit))
        },
        Builtin("format", "str vals") { vm, a throws(Failure) in
            guard case .string(let string) = a[0] else { throw try vm.unformattable(a[0]) }
            return .string(try vm.format(string, a[1]))
        },
        Builtin("resolvePath", "f r~") { vm, a throws(Failure) in
            guard case .string(let path) = a[0] else {
                throw Failure("std.split first parameter must be a String, got \(a[0].typeName)")
            }
            let slash = vm.string("/")
            var parts = try vm.split(path, slash, -1).map { Datum.string($0) }
            parts[parts.count - 1] = a[1]
            return .string(try vm.join(vm.array(parts), slash))
        },
    ]
}

extension Interpreter {
    /// Why a value cannot be a format: the reference looks at its characters one by one.
    fileprivate func unformattable(_ value: Datum) throws(Failure) -> Failure {
        guard try length(of: value) > 0 else { return Failure(unexpected: value, expected: "string") }
        if case .array = value { return Failure(unexpected: value, expected: "string") }
        _ = try index(value, .number(0))
        return Failure(unexpected: value, expected: "string")
    }

    fileprivate func substr(_ text: Datum, _ from: Datum, _ length: Datum) throws(Failure) -> Datum {
        guard case .string(let string) = text else {
            throw Failure("substr first parameter should be a string, got \(text.typeName)")
        }
        guard case .number(let start) = from else {
            throw Failure("substr second parameter should be a number, got \(from.typeName)")
        }
        guard start == start.rounded() else {
            throw Failure(
                "substr second parameter should be an integer, got \(TextBuilder.formatted("%f", start))")
        }
        guard start >= 0 else {
            throw Failure(
                "substr second parameter should be greater than zero, got \(TextBuilder.formatted("%f", start))")
        }
        guard case .number(let wanted) = length else {
            throw Failure("substr third parameter should be a number, got \(length.typeName)")
        }
        guard let count = Int32(exactly: wanted) else {
            throw Failure(
                "substr third parameter should be an integer, got \(TextBuilder.formatted("%f", wanted))")
        }
        guard count >= 0 else {
            throw Failure("substr third parameter should be greater than zero, got \(count)")
        }
        let total = scalarCount(string)
        let first = start >= Double(total) ? total : Int(start)
        return .string(substring(string, first, min(first + Int(count), total)))
    }

    fileprivate func has(_ text: Datum, affix: Datum, atEnd: Bool) throws(Failure) -> Bool {
        let total = try length(of: text)
        let affix = try value(affix)
        let wanted = try length(of: affix)
        guard wanted <= total else { return false }
        guard case .string(let string) = text else {
            throw Failure("substr first parameter should be a string, got \(text.typeName)")
        }
        guard case .string(let part) = affix else { return false }
        let count = part.pointee.byteCount
        guard count <= string.pointee.byteCount else { return false }
        let offset = atEnd ? string.pointee.byteCount - count : 0
        return equalBytes(flat(string) + offset, flat(part), count)
    }

    fileprivate func places(of pattern: StringRef, in string: StringRef) throws(Failure) -> ArrayRef {
        let needle = bytes(pattern)
        let text = bytes(string)
        var result: [Datum] = []
        guard !needle.isEmpty else { return array(result) }
        let isPlain = isASCII(string)
        var scalars = 0
        var counted = 0
        var offset = 0
        while let found = Search.first(needle, in: text, from: offset) {
            if !isPlain, let base = text.baseAddress {
                scalars += UTF8Text.scalarCount(base + counted, found - counted)
                counted = found
            }
            try step()
            try ensureRoom(count: result.count, of: 48)
            result.append(.number(Double(isPlain ? found : scalars)))
            offset = found + UTF8Text.length(text[found])
        }
        return array(result)
    }

    fileprivate func replace(
        _ pattern: StringRef, by replacement: StringRef, in string: StringRef
    ) throws(Failure) -> StringRef {
        let needle = bytes(pattern)
        let text = bytes(string)
        var result = TextBuilder()
        var offset = 0
        while let found = Search.first(needle, in: text, from: offset) {
            result.append(UnsafeBufferPointer(rebasing: text[offset..<found]))
            try ensureRoom(count: result.bytes.count + replacement.pointee.byteCount)
            result.append(bytes(replacement))
            offset = found + needle.count
        }
        if offset == 0 { return string }
        result.append(UnsafeBufferPointer(rebasing: text[offset...]))
        return self.string(result.bytes)
    }

    fileprivate func splitArguments(
        _ name: String, _ arguments: UnsafeMutablePointer<Datum>
    ) throws(Failure) -> (StringRef, StringRef, Int) {
        let text = try string(arguments[0])
        let separator = try string(arguments[1])
        let limit = try integer(arguments[2])
        guard limit >= -1 else {
            throw Failure("std.\(name) third parameter should be -1 or non-negative, got \(limit)")
        }
        guard separator.pointee.byteCount > 0 else {
            throw Failure("std.\(name) second parameter should have length 1 or greater, got 0")
        }
        return (text, separator, limit)
    }

    func split(
        _ string: StringRef, _ separator: StringRef, _ limit: Int
    ) throws(Failure) -> [StringRef] {
        let text = bytes(string)
        let mark = bytes(separator)
        let base = flat(string)
        let isPlain = isASCII(string)
        var result: [StringRef] = []
        var offset = 0
        while limit < 0 || result.count < limit, let found = Search.first(mark, in: text, from: offset) {
            try step()
            try ensureRoom(count: result.count, of: 48)
            result.append(piece(of: base, from: offset, to: found, isASCII: isPlain))
            offset = found + mark.count
        }
        result.append(piece(of: base, from: offset, to: text.count, isASCII: isPlain))
        return result
    }

    fileprivate func splitFromEnd(
        _ string: StringRef, _ separator: StringRef, _ limit: Int
    ) throws(Failure) -> [StringRef] {
        let text = bytes(string)
        let mark = bytes(separator)
        let base = flat(string)
        let isPlain = isASCII(string)
        var result: [StringRef] = []
        var end = text.count
        while limit < 0 || result.count < limit, let found = Search.last(mark, in: text, before: end) {
            try step()
            try ensureRoom(count: result.count, of: 48)
            result.append(piece(of: base, from: found + mark.count, to: end, isASCII: isPlain))
            end = found
        }
        result.append(piece(of: base, from: 0, to: end, isASCII: isPlain))
        return result.reversed()
    }

    /// A string some times over.
    func repeated(_ string: StringRef, _ times: Int) throws(Failure) -> StringRef {
        let times = max(0, times)
        let count = string.pointee.byteCount
        try ensureRoom(count: times, of: max(count, 1))
        guard times > 0, count > 0 else { return emptyString }
        let source = flat(string)
        let base = heap.buffer(of: UInt8.self, count: times * count)
        base.initialize(from: source, count: count)
        var filled = count
        while filled < times * count {
            let next = min(filled, times * count - filled)
            (base + filled).initialize(from: base, count: next)
            filled += next
        }
        let scalars = scalarCount(string) * times
        return heap.cell(StringCell(base: base, byteCount: times * count, scalarCount: scalars, symbol: -1))
    }
}
