extension GoPrinter {
    mutating func formatBoolean(_ value: Bool, verb: UInt32) {
        if verb == v || verb == t { pad(value ? "true" : "false") } else { badVerb(verb, .bool(value)) }
    }

    mutating func formatInteger(_ value: Int64, unsigned: Bool, verb: UInt32, original: GoValue) {
        switch verb {
        case v where flags.sharpV && unsigned:
            let sharp = flags.sharp
            flags.sharp = true
            integer(value, unsigned: true, base: 16, upper: false, verb: verb)
            flags.sharp = sharp
        case v, d: integer(value, unsigned: unsigned, base: 10, upper: false, verb: verb)
        case letter("b"): integer(value, unsigned: unsigned, base: 2, upper: false, verb: verb)
        case letter("o"), letter("O"): integer(value, unsigned: unsigned, base: 8, upper: false, verb: verb)
        case letter("x"): integer(value, unsigned: unsigned, base: 16, upper: false, verb: verb)
        case letter("X"): integer(value, unsigned: unsigned, base: 16, upper: true, verb: verb)
        case letter("c"): pad(UTF8Reader.bytes([rune(value)]))
        case q: pad(GoQuoting.quotedRune(rune(value), ascii: flags.plus))
        case letter("U"): unicode(value)
        default: badVerb(verb, original)
        }
    }

    private func rune(_ value: Int64) -> UInt32 {
        guard let small = UInt32(exactly: value), Unicode.Scalar(small) != nil else { return 0xFFFD }
        return small
    }

    private mutating func unicode(_ value: Int64) {
        let bits = UInt64(bitPattern: value)
        var text = Array(String(bits, radix: 16, uppercase: true).utf8)
        let digits = max(flags.precision ?? 4, 4)
        text = [UInt8](repeating: UInt8(ascii: "0"), count: max(digits - text.count, 0)) + text
        text = Array("U+".utf8) + text
        if flags.sharp, bits <= 0x10_FFFF, GoQuoting.isPrintable(UInt32(bits)) {
            text += Array(" '".utf8) + UTF8Reader.bytes([UInt32(bits)]) + Array("'".utf8)
        }
        let zero = flags.zero
        flags.zero = false
        pad(text)
        flags.zero = zero
    }

    private mutating func integer(_ value: Int64, unsigned: Bool, base: Int, upper: Bool, verb: UInt32) {
        let isNegative = !unsigned && value < 0
        let magnitude = unsigned ? UInt64(bitPattern: value) : value.magnitude
        var digits = Array(String(magnitude, radix: base, uppercase: upper).utf8)
        var precision = 0
        if let wanted = flags.precision {
            precision = wanted
            if wanted == 0, magnitude == 0 {
                let zero = flags.zero
                flags.zero = false
                pad([UInt8](repeating: 0x20, count: flags.width ?? 0))
                flags.zero = zero
                return
            }
        } else if flags.zero, !flags.minus, let width = flags.width {
            precision = width
            if isNegative || flags.plus || flags.space { precision -= 1 }
        }
        if digits.count < precision {
            digits = [UInt8](repeating: UInt8(ascii: "0"), count: precision - digits.count) + digits
        }
        if flags.sharp {
            switch base {
            case 2: digits = Array("0b".utf8) + digits
            case 8: if digits.first != UInt8(ascii: "0") { digits = Array("0".utf8) + digits }
            case 16: digits = Array((upper ? "0X" : "0x").utf8) + digits
            default: break
            }
        }
        if verb == letter("O") { digits = Array("0o".utf8) + digits }
        if isNegative {
            digits.insert(UInt8(ascii: "-"), at: 0)
        } else if flags.plus {
            digits.insert(UInt8(ascii: "+"), at: 0)
        } else if flags.space {
            digits.insert(0x20, at: 0)
        }
        let zero = flags.zero
        flags.zero = false
        pad(digits)
        flags.zero = zero
    }

    // MARK: - Floating point

    mutating func formatFloat(_ value: Double, verb: UInt32) {
        switch verb {
        case v: float(value, UInt8(ascii: "g"), nil)
        case letter("b"), letter("g"), letter("G"), letter("x"), letter("X"):
            float(value, UInt8(truncatingIfNeeded: verb), nil)
        case letter("f"), letter("e"), letter("E"): float(value, UInt8(truncatingIfNeeded: verb), 6)
        case letter("F"): float(value, UInt8(ascii: "f"), 6)
        default: badVerb(verb, .float(value))
        }
    }

    private mutating func float(_ value: Double, _ format: UInt8, _ defaultPrecision: Int?) {
        var number: [UInt8] = []
        let precision = flags.precision ?? defaultPrecision
        FloatText.append(value, format: format, precision: precision, to: &number)
        if number[0] != UInt8(ascii: "-"), number[0] != UInt8(ascii: "+") { number.insert(UInt8(ascii: "+"), at: 0) }
        if flags.space, number[0] == UInt8(ascii: "+"), !flags.plus { number[0] = 0x20 }
        if value.isInfinite || value.isNaN {
            let zero = flags.zero
            flags.zero = false
            if number[1] == UInt8(ascii: "N"), !flags.space, !flags.plus { number.removeFirst() }
            let isPlainInfinity =
                number.first == UInt8(ascii: "+") && !flags.plus && number.count == 4 && value.isInfinite
            pad(isPlainInfinity ? number : number)
            flags.zero = zero
            return
        }
        if flags.sharp, format != UInt8(ascii: "b") { sharpen(&number, format, precision) }
        if flags.plus || number[0] != UInt8(ascii: "+") {
            if flags.zero, !flags.minus, let width = flags.width, width > number.count {
                output.append(number[0])
                output += [UInt8](repeating: UInt8(ascii: "0"), count: width - number.count)
                output += number.dropFirst()
                return
            }
            pad(number)
            return
        }
        pad(Array(number.dropFirst()))
    }

    /// `%#g` keeps the point and trailing zeros.
    private func sharpen(_ number: inout [UInt8], _ format: UInt8, _ precision: Int?) {
        var digits = 0
        switch format {
        case UInt8(ascii: "v"), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "x"):
            digits = precision ?? 6
        default: break
        }
        let isHexadecimal = format == UInt8(ascii: "x") || format == UInt8(ascii: "X")
        var tail: [UInt8] = []
        var hasPoint = false
        var sawNonzero = false
        var index = 1
        while index < number.count {
            switch number[index] {
            case UInt8(ascii: "."): hasPoint = true
            case UInt8(ascii: "e") where !isHexadecimal, UInt8(ascii: "E") where !isHexadecimal, UInt8(ascii: "p"),
                UInt8(ascii: "P"):
                tail = Array(number[index...])
                number.removeLast(number.count - index)
                continue
            default:
                if number[index] != UInt8(ascii: "0") { sawNonzero = true }
                if sawNonzero { digits -= 1 }
            }
            index += 1
        }
        if !hasPoint {
            if number.count == 2, number[1] == UInt8(ascii: "0") { digits -= 1 }
            number.append(UInt8(ascii: "."))
        }
        if digits > 0 { number += [UInt8](repeating: UInt8(ascii: "0"), count: digits) }
        number += tail
    }

    // MARK: - Strings

    mutating func formatString(_ text: String, verb: UInt32) {
        switch verb {
        case v where flags.sharpV: quote(text)
        case v, s: pad(truncated(text))
        case letter("x"), letter("X"): hexadecimal(ByteText.bytes(text), upper: verb == letter("X"))
        case q: quote(text)
        default: badVerb(verb, .string(text))
        }
    }

    func truncated(_ text: String) -> [UInt8] {
        let bytes = ByteText.bytes(text)
        guard let precision = flags.precision else { return bytes }
        return bytes.withUnsafeBufferPointer { buffer in
            var position = 0
            var count = 0
            while position < buffer.count, count < precision {
                position += max(UTF8Reader.scalar(in: buffer, at: position).width, 1)
                count += 1
            }
            return Array(buffer[..<position])
        }
    }

    mutating func quote(_ text: String) {
        let bytes = truncated(text)
        let canBackquote = bytes.allSatisfy { $0 != 0x60 && $0 != 0x7F && ($0 >= 0x20 || $0 == 9) }
        if flags.sharp, canBackquote, !UTF8Reader.runes(bytes).contains(0xFEFF) {
            pad(Array("`".utf8) + bytes + Array("`".utf8))
        } else {
            pad(GoQuoting.quoted(bytes: bytes, ascii: flags.plus))
        }
    }

    mutating func hexadecimal(_ bytes: [UInt8], upper: Bool) {
        let count = min(flags.precision ?? bytes.count, bytes.count)
        var text: [UInt8] = []
        let prefix = Array((upper ? "0X" : "0x").utf8)
        for index in 0..<count {
            if flags.space, index > 0 { text.append(0x20) }
            if flags.sharp, flags.space || index == 0 { text += prefix }
            let digits = GoQuoting.hex(UInt32(bytes[index]), digits: 2)
            text += upper ? Array(String(decoding: digits, as: UTF8.self).uppercased().utf8) : digits
        }
        pad(text)
    }
}

func letter(_ scalar: Unicode.Scalar) -> UInt32 { scalar.value }

extension GoPrinter {
    var v: UInt32 { 0x76 }
    var d: UInt32 { 0x64 }
    var s: UInt32 { 0x73 }
    var q: UInt32 { 0x71 }
    var t: UInt32 { 0x74 }
}
