extension GoPrinter {
    /// `fmt.Sprintf`
    static func sprintf(_ format: String, _ arguments: [GoValue], limit: Int = usualMaximum) -> String {
        var printer = GoPrinter()
        printer.maximumBytes = limit
        printer.output.reserveCapacity(format.utf8.count + 32)
        var run = FormatRun(format: ByteText.bytes(format), arguments: arguments)
        run.print(into: &printer)
        return ByteText.string(printer.output)
    }

    /// One pass over a format string.
    private struct FormatRun {
        let format: [UInt8]
        let arguments: [GoValue]
        var position = 0
        var next = 0
        var isReordered = false
        var isIndexGood = true

        init(format: [UInt8], arguments: [GoValue]) {
            self.format = format
            self.arguments = arguments
        }

        mutating func print(into printer: inout GoPrinter) {
            while position < format.count, !printer.isFull {
                let start = position
                while position < format.count, format[position] != UInt8(ascii: "%") { position += 1 }
                printer.output += format[start..<position]
                guard position < format.count else { break }
                position += 1
                verb(into: &printer)
            }
            if !isReordered, next < arguments.count { extra(into: &printer) }
        }

        private mutating func extra(into printer: inout GoPrinter) {
            printer.flags = Flags()
            printer.write("%!(EXTRA ")
            for index in next..<arguments.count {
                if index > next { printer.write(", ") }
                if arguments[index].isNil {
                    printer.write("<nil>")
                } else {
                    printer.write(arguments[index].typeName)
                    printer.write("=")
                    printer.printArgument(arguments[index], verb: printer.v)
                }
            }
            printer.write(")")
        }

        private mutating func flags(into flags: inout Flags) {
            while position < format.count {
                switch format[position] {
                case UInt8(ascii: "#"): flags.sharp = true
                case UInt8(ascii: "0"): flags.zero = true
                case UInt8(ascii: "+"): flags.plus = true
                case UInt8(ascii: "-"): flags.minus = true
                case UInt8(ascii: " "): flags.space = true
                default: return
                }
                position += 1
            }
        }

        private mutating func verb(into printer: inout GoPrinter) {
            printer.flags = Flags()
            isIndexGood = true
            var afterIndex = false
            flags(into: &printer.flags)
            argumentNumber(&afterIndex)
            if position < format.count, format[position] == UInt8(ascii: "*") {
                position += 1
                width(from: &printer)
                afterIndex = false
            } else {
                printer.flags.width = number()
                if afterIndex, printer.flags.width != nil { isIndexGood = false }
            }
            precision(&afterIndex, into: &printer)
            if !afterIndex { argumentNumber(&afterIndex) }
            guard position < format.count else {
                printer.write("%!(NOVERB)")
                return
            }
            let (rune, length) = format.withUnsafeBufferPointer { UTF8Reader.scalar(in: $0, at: position) }
            position += max(length, 1)
            finish(rune, into: &printer)
        }

        private mutating func finish(_ rune: UInt32, into printer: inout GoPrinter) {
            if rune == letter("%") {
                printer.output.append(UInt8(ascii: "%"))
            } else if !isIndexGood {
                printer.write("%!")
                printer.output += UTF8Reader.bytes([rune])
                printer.write("(BADINDEX)")
            } else if next >= arguments.count {
                printer.write("%!")
                printer.output += UTF8Reader.bytes([rune])
                printer.write("(MISSING)")
            } else {
                if rune == printer.v || rune == letter("w") {
                    if printer.flags.sharp {
                        printer.flags.sharp = false
                        printer.flags.sharpV = true
                    }
                    if printer.flags.plus {
                        printer.flags.plus = false
                        printer.flags.plusV = true
                    }
                }
                printer.printArgument(arguments[next], verb: rune)
                next += 1
            }
        }

        private mutating func width(from printer: inout GoPrinter) {
            guard let width = starred() else {
                printer.write("%!(BADWIDTH)")
                return
            }
            printer.flags.width = abs(width)
            if width < 0 {
                printer.flags.minus = true
                printer.flags.zero = false
            }
        }

        private mutating func precision(_ afterIndex: inout Bool, into printer: inout GoPrinter) {
            guard position + 1 <= format.count, position < format.count, format[position] == UInt8(ascii: ".") else {
                return
            }
            position += 1
            if afterIndex { isIndexGood = false }
            argumentNumber(&afterIndex)
            if position < format.count, format[position] == UInt8(ascii: "*") {
                position += 1
                if let precision = starred(), precision >= 0 {
                    printer.flags.precision = precision
                } else {
                    printer.write("%!(BADPREC)")
                }
                afterIndex = false
            } else {
                printer.flags.precision = number() ?? 0
            }
        }

        /// The argument that a `*` takes as a number, which may be of any integer type.
        private mutating func starred() -> Int? {
            guard next < arguments.count else { return nil }
            defer { next += 1 }
            guard let number = arguments[next].integer, number.magnitude <= 1_000_000 else { return nil }
            return Int(number)
        }

        private mutating func number() -> Int? {
            var value = 0
            let start = position
            while position < format.count, (0x30...0x39).contains(format[position]) {
                value = value * 10 + Int(format[position] - 0x30)
                if value > 1_000_000 { return nil }
                position += 1
            }
            return position > start ? value : nil
        }

        /// `[n]`
        private mutating func argumentNumber(_ found: inout Bool) {
            found = false
            guard position < format.count, format[position] == UInt8(ascii: "[") else { return }
            isReordered = true
            guard let close = format[(position + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
                isIndexGood = false
                position += 1
                return
            }
            position += 1
            let index = number()
            // A number that is out of range is one all the same.
            found = index != nil && position == close
            position = close + 1
            if found, let index, index >= 1, index <= arguments.count {
                next = index - 1
            } else {
                isIndexGood = false
            }
        }
    }
}
