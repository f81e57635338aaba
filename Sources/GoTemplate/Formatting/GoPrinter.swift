/// Prints values as Go's `fmt` does, into bytes.
struct GoPrinter {
    /// The flags of one verb.
    struct Flags {
        var width: Int?
        var precision: Int?
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v`
        var plusV = false
        /// `%#v`
        var sharpV = false
    }

    /// Most bytes that are written: values may hold one another many times over, and print longer than they are. Whoever
    /// takes the text refuses it at a length below.
    static let usualMaximum = 512 << 20
    var maximumBytes = GoPrinter.usualMaximum

    var output: [UInt8] = []
    var isFull: Bool { output.count > maximumBytes }
    var flags = Flags()
    var depth = 0
    /// Whether the value of a wrong verb is being shown.
    var isErroring = false
    /// Whether a pointer at the top is printed as what it points to.
    var followsPointer = false

    /// The text of a value as `%v` gives it.
    static func text(_ value: GoValue) -> String {
        if case .string(let text) = value { return text }
        var printer = GoPrinter()
        printer.print(value)
        return ByteText.string(printer.output)
    }

    /// Prints one operand as `%v` does.
    mutating func print(_ value: GoValue) {
        flags = Flags()
        printArgument(value, verb: UInt32(UInt8(ascii: "v")))
    }

    /// Prints what a pipeline gives: pointers without a text of their own are followed.
    mutating func printResult(_ value: GoValue) {
        if case .object(let object) = value, object.kindName == "ptr", object.text == nil {
            followsPointer = true
            defer { followsPointer = false }
            print(value)
        } else {
            print(value)
        }
    }

    /// `fmt.Sprint`: a space between operands when neither is a string.
    static func sprint(_ values: [GoValue], limit: Int = usualMaximum) -> String {
        var printer = GoPrinter()
        printer.maximumBytes = limit
        var previousIsString = false
        for (offset, value) in values.enumerated() where !printer.isFull {
            let isString = if case .string = value { true } else { false }
            if offset > 0, !isString, !previousIsString { printer.output.append(0x20) }
            printer.print(value)
            previousIsString = isString
        }
        return ByteText.string(printer.output)
    }

    /// `fmt.Sprintln`
    static func sprintln(_ values: [GoValue], limit: Int = usualMaximum) -> String {
        var printer = GoPrinter()
        printer.maximumBytes = limit
        for (offset, value) in values.enumerated() where !printer.isFull {
            if offset > 0 { printer.output.append(0x20) }
            printer.print(value)
        }
        printer.output.append(0x0A)
        return ByteText.string(printer.output)
    }

    // MARK: - Padding

    mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

    mutating func pad(_ bytes: [UInt8]) {
        guard let width = flags.width, width > 0 else {
            output += bytes
            return
        }
        let runes = UTF8Reader.runes(bytes).count
        let missing = max(width - runes, 0)
        if flags.minus {
            output += bytes
            output += [UInt8](repeating: 0x20, count: missing)
        } else {
            output += [UInt8](repeating: flags.zero ? UInt8(ascii: "0") : 0x20, count: missing)
            output += bytes
        }
    }

    mutating func pad(_ text: String) { pad(ByteText.bytes(text)) }
}
