/// A format as `%` takes it, split into its parts.
struct Format {
    /// Width or precision.
    enum Measure {
        case none
        case fixed(Double)
        case argument
    }

    /// One `%…` code.
    struct Code {
        var key: [UInt8]?
        var isAlternate = false
        var isZeroPadded = false
        var isLeftAligned = false
        var hasBlank = false
        var hasSign = false
        var width = Measure.fixed(0)
        var precision = Measure.none
        var conversion = UInt8(ascii: "s")
        var isUpper = false
    }

    /// Text to copy, or a code to fill in.
    enum Part {
        case text(Range<Int>)
        case code(Code)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private(set) var parts: [Part] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        self.bytes = bytes
        var start = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "%") else {
                position += 1
                continue
            }
            if position > start { parts.append(.text(start..<position)) }
            position += 1
            parts.append(.code(try code()))
            start = position
        }
        if position > start { parts.append(.text(start..<position)) }
    }

    private func current() throws(Failure) -> UInt8 {
        guard position < bytes.count else { throw Failure("Truncated format code.") }
        return bytes[position]
    }

    private mutating func code() throws(Failure) -> Code {
        var code = Code()
        if try current() == UInt8(ascii: "(") {
            position += 1
            let start = position
            while try current() != UInt8(ascii: ")") { position += 1 }
            code.key = Array(bytes[start..<position])
            position += 1
        }
        try flags(&code)
        code.width = try measure()
        if try current() == UInt8(ascii: ".") {
            position += 1
            code.precision = try measure()
        }
        switch try current() {
        case UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "L"): position += 1
        default: break
        }
        try conversion(&code)
        return code
    }

    private mutating func flags(_ code: inout Code) throws(Failure) {
        while true {
            switch try current() {
            case UInt8(ascii: "#"): code.isAlternate = true
            case UInt8(ascii: "0"): code.isZeroPadded = true
            case UInt8(ascii: "-"): code.isLeftAligned = true
            case UInt8(ascii: " "): code.hasBlank = true
            case UInt8(ascii: "+"): code.hasSign = true
            default: return
            }
            position += 1
        }
    }

    private mutating func measure() throws(Failure) -> Measure {
        if position < bytes.count, bytes[position] == UInt8(ascii: "*") {
            position += 1
            return .argument
        }
        var value = 0.0
        while true {
            let byte = try current()
            guard Lexer.isDigit(byte) else { return .fixed(value) }
            value = value * 10 + Double(byte - UInt8(ascii: "0"))
            position += 1
        }
    }

    private mutating func conversion(_ code: inout Code) throws(Failure) {
        let byte = try current()
        switch byte {
        case UInt8(ascii: "d"), UInt8(ascii: "i"), UInt8(ascii: "u"): code.conversion = UInt8(ascii: "d")
        case UInt8(ascii: "o"), UInt8(ascii: "x"), UInt8(ascii: "e"), UInt8(ascii: "f"), UInt8(ascii: "g"),
            UInt8(ascii: "c"), UInt8(ascii: "s"), UInt8(ascii: "%"):
            code.conversion = byte
        case UInt8(ascii: "X"), UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "G"):
            code.conversion = byte + 32
            code.isUpper = true
        default:
            let scalar = bytes.baseAddress.map { UTF8Text.scalar($0, position) } ?? 0
            throw Failure("Unrecognised conversion type: \(Unicode.Scalar(scalar).map(String.init) ?? "")")
        }
        position += 1
    }
}

extension Interpreter {
    /// `std.format`.
    func format(_ string: StringRef, _ values: Datum) throws(Failure) -> StringRef {
        let bytes = self.bytes(string)
        let format = try Format(bytes)
        var result = TextBuilder()
        var source = FormatArguments(self, values)
        for part in format.parts {
            switch part {
            case .text(let range): result.append(UnsafeBufferPointer(rebasing: bytes[range]))
            case .code(let code):
                try source.write(code, into: &result)
                try ensureRoom(count: result.bytes.count)
            }
        }
        try source.finish()
        return self.string(result.bytes)
    }
}

/// The values that fill a format.
private struct FormatArguments {
    let vm: Interpreter
    let object: ObjectRef?
    let array: ArrayRef
    var next = 0

    init(_ vm: Interpreter, _ values: Datum) {
        self.vm = vm
        switch values {
        case .object(let object):
            self.object = object
            array = vm.array([])
        case .array(let array):
            self.array = array
            object = nil
        default:
            array = vm.array([values])
            object = nil
        }
    }

    func finish() throws(Failure) {
        guard object == nil, next < array.pointee.count else { return }
        throw Failure("Too many values to format: \(array.pointee.count), expected \(next)")
    }

    /// Takes the place of a width or precision that is an argument; its value is looked at after the code's own.
    private mutating func take(_ measure: Format.Measure, _ name: String) throws(Failure) -> Int? {
        guard case .argument = measure else { return nil }
        guard object == nil else { throw Failure("Cannot use * \(name) with object.") }
        next += 1
        return next - 1
    }

    /// Width or precision; nil where none is given.
    private func measure(_ measure: Format.Measure, at place: Int?) throws(Failure) -> Double? {
        switch measure {
        case .none: return nil
        case .fixed(let value): return value
        case .argument:
            guard let place, place < array.pointee.count else { return nil }
            return try vm.number(try vm.element(array, place))
        }
    }

    /// The value that a code is filled with, and where it comes from.
    private mutating func value(for code: Format.Code) throws(Failure) -> (Datum, place: String) {
        if let object {
            guard let key = code.key else { throw Failure("Mapping keys required.") }
            let name = vm.string(key)
            guard let value = try vm.field(object, vm.symbol(name)) else {
                throw Failure("No such field: \(vm.text(name))")
            }
            return (value, vm.text(name))
        }
        guard next < array.pointee.count else {
            throw Failure("Not enough values to format: \(array.pointee.count), expected more than \(next)")
        }
        next += 1
        return (try vm.element(array, next - 1), "\(next - 1)")
    }

    mutating func write(_ code: Format.Code, into result: inout TextBuilder) throws(Failure) {
        let widthPlace = try take(code.width, "field width")
        if let widthPlace, widthPlace >= array.pointee.count {
            throw Failure("Not enough values to format: \(array.pointee.count), expected at least \(widthPlace)")
        }
        var width = 0.0
        var piece: [UInt8] = [UInt8(ascii: "%")]
        if code.conversion == UInt8(ascii: "%") {
            width = try measure(code.width, at: widthPlace) ?? 0
        } else {
            // Values of an array are taken in their order, while an object's value is looked up first.
            var precisionPlace = object == nil ? try take(code.precision, "precision") : nil
            let (value, place) = try value(for: code)
            if object != nil, code.conversion != UInt8(ascii: "s"), code.conversion != UInt8(ascii: "c") {
                precisionPlace = try take(code.precision, "precision")
            }
            width = try measure(code.width, at: widthPlace) ?? 0
            let precision = try measure(code.precision, at: precisionPlace)
            piece = try FormatRenderer(vm: vm, code: code, width: width, precision: precision, place: place)
                .render(value)
        }
        let length = piece.withUnsafeBufferPointer { $0.baseAddress.map { UTF8Text.scalarCount($0, piece.count) } ?? 0 }
        let padding = try FormatRenderer.padding(width - Double(length), vm)
        if code.isLeftAligned { result.append(piece) }
        result.append([UInt8](repeating: UInt8(ascii: " "), count: padding))
        if !code.isLeftAligned { result.append(piece) }
    }
}
