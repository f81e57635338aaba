extension Library {
    /// Case and the characters at the ends.
    static let moreStrings: [Builtin] = [
        Builtin("asciiUpper", "str") { vm, a throws(Failure) in
            .string(try vm.mapBytes(a[0]) { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 })
        },
        Builtin("asciiLower", "str") { vm, a throws(Failure) in
            .string(try vm.mapBytes(a[0]) { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 })
        },
        Builtin("equalsIgnoreCase", "str1 str2") { vm, a throws(Failure) in
            let first = try vm.string(a[0])
            let second = try vm.string(a[1])
            return .bool(CaseFolding.equal(vm.text(first), vm.text(second)))
        },
        Builtin("lstripChars", "str chars") { vm, a throws(Failure) in
            .string(try vm.strip(a[0], a[1], atStart: true, atEnd: false))
        },
        Builtin("rstripChars", "str chars") { vm, a throws(Failure) in
            .string(try vm.strip(a[0], a[1], atStart: false, atEnd: true))
        },
        Builtin("stripChars", "str chars") { vm, a throws(Failure) in
            .string(try vm.strip(a[0], a[1], atStart: true, atEnd: true))
        },
        Builtin("trim", "str") { vm, a throws(Failure) in
            let string = try vm.string(a[0])
            return .string(vm.strip(string, atStart: true, atEnd: true) { CaseFolding.isSpace($0) })
        },
    ]
}

/// The simple case folding of Unicode, and its white space.
enum CaseFolding {
    /// Whether two texts differ at most in case.
    static func equal(_ left: String, _ right: String) -> Bool {
        let first = left.unicodeScalars
        let second = right.unicodeScalars
        return first.elementsEqual(second) { folded($0) == folded($1) }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // Characters whose case mapping is a single one fold; the others, such as ß, stand for themselves.
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        let base = upper.count == 1 ? upper.first ?? scalar : scalar
        let lower = base.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? scalar : base
    }

    /// Whether a code point is white space.
    static func isSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}

extension Interpreter {
    fileprivate func mapBytes(_ value: Datum, _ transform: (UInt8) -> UInt8) throws(Failure) -> StringRef {
        guard case .string(let string) = value else { return try mapBytes(ofPieces: value, transform) }
        let count = string.pointee.byteCount
        guard count > 0 else { return string }
        let source = flat(string)
        let base = heap.buffer(of: UInt8.self, count: count)
        for index in 0..<count { (base + index).initialize(to: transform(source[index])) }
        return heap.cell(
            StringCell(base: base, byteCount: count, scalarCount: string.pointee.scalarCount, symbol: -1))
    }

    /// The same for what is no string but a sequence of characters.
    private func mapBytes(ofPieces value: Datum, _ transform: (UInt8) -> UInt8) throws(Failure) -> StringRef {
        let pieces = try self.pieces(of: value)
        var text = TextBuilder()
        for index in 0..<pieces.pointee.count {
            let piece = try string(try element(pieces, index))
            let count = scalarCount(piece)
            guard count == 1 else {
                throw Failure("codepoint takes a string of length 1, got length \(count)")
            }
            text.append(bytes(piece).map(transform))
        }
        return string(text.bytes)
    }

    fileprivate func strip(
        _ text: Datum, _ characters: Datum, atStart: Bool, atEnd: Bool
    ) throws(Failure) -> StringRef {
        let string = try self.string(text)
        guard string.pointee.byteCount > 0 else { return string }
        switch characters {
        case .string(let set):
            let scalars = Set(self.text(set).unicodeScalars.map(\.value))
            return strip(string, atStart: atStart, atEnd: atEnd) { scalars.contains($0) }
        case .array(let set):
            var scalars = Set<UInt32>()
            for index in 0..<set.pointee.count {
                guard case .string(let one) = try element(set, index), scalarCount(one) == 1 else { continue }
                scalars.insert(UTF8Text.scalar(flat(one), 0))
            }
            return strip(string, atStart: atStart, atEnd: atEnd) { scalars.contains($0) }
        default: throw Failure("std.member first argument must be an array or a string")
        }
    }

    fileprivate func strip(
        _ string: StringRef, atStart: Bool, atEnd: Bool, _ drops: (UInt32) -> Bool
    ) -> StringRef {
        let base = flat(string)
        var start = 0
        var end = string.pointee.byteCount
        while atStart, start < end, drops(UTF8Text.scalar(base, start)) { start += UTF8Text.length(base[start]) }
        while atEnd, end > start {
            var lead = end - 1
            while lead > start, base[lead] & 0xC0 == 0x80 { lead -= 1 }
            guard drops(UTF8Text.scalar(base, lead)) else { break }
            end = lead
        }
        if start == 0, end == string.pointee.byteCount { return string }
        return piece(of: base, from: start, to: end, isASCII: string.pointee.scalarCount == string.pointee.byteCount)
    }
}
