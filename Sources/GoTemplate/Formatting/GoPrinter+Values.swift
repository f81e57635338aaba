extension GoPrinter {
    /// Prints an operand of a verb.
    mutating func printArgument(_ value: GoValue, verb: UInt32) {
        if verb == letter("T") {
            if value.isNil { pad("<nil>") } else { formatString(value.typeName, verb: s) }
            return
        }
        if verb == letter("p") {
            badVerb(verb, value)
            return
        }
        if value.isNil {
            if verb == v { pad("<nil>") } else { badVerb(verb, value) }
            return
        }
        printValue(value, verb: verb)
    }

    mutating func printValue(_ value: GoValue, verb: UInt32) {
        if verb == letter("w"), !isErroring, !value.isScalar {
            // Only an error can be wrapped.
            badVerb(verb, value)
            return
        }
        switch value {
        case .invalid, .null:
            // Inside a list or map.
            if verb == v { pad("<nil>") } else { badVerb(verb, value) }
        case .bool(let flag): formatBoolean(flag, verb: verb)
        case .int(let number): formatInteger(Int64(number), unsigned: false, verb: verb, original: value)
        case .int64(let number): formatInteger(number, unsigned: false, verb: verb, original: value)
        case .float(let number): formatFloat(number, verb: verb)
        case .string(let text): formatString(text, verb: verb)
        case .number(let number): printNumber(number, verb: verb)
        case .list(let list): printList(list, verb: verb)
        case .map(let map): printMap(map, verb: verb)
        case .object(let object): printObject(object, verb: verb)
        }
    }

    private func usesText(_ verb: UInt32) -> Bool {
        !flags.sharpV && (verb == v || verb == s || verb == q || verb == letter("x") || verb == letter("X"))
    }

    private mutating func printNumber(_ number: GoNumber, verb: UInt32) {
        if number.typeName == "time.Duration", usesText(verb) {
            formatString(GoDuration.text(number.value), verb: verb)
        } else if number.typeName == "time.Month" || number.typeName == "time.Weekday", usesText(verb) {
            let names = number.typeName == "time.Month" ? [""] + GoTime.months : GoTime.weekdays
            formatString(names.indices.contains(Int(number.value)) ? names[Int(number.value)] : "%!", verb: verb)
        } else {
            formatInteger(number.value, unsigned: number.isUnsigned, verb: verb, original: .number(number))
        }
    }

    private mutating func printList(_ list: GoList, verb: UInt32) {
        if let bytes = list.byteElements, verb == s || verb == q || verb == letter("x") || verb == letter("X") {
            formatString(ByteText.string(bytes), verb: verb)
            return
        }
        if flags.sharpV {
            write(list.type.sliceName)
            if list.isNil {
                write("(nil)")
                return
            }
            printElements(list.elements, verb: verb, open: "{", separator: ", ", close: "}")
            return
        }
        printElements(list.elements, verb: verb, open: "[", separator: " ", close: "]")
    }

    private mutating func printElements(
        _ elements: [GoValue], verb: UInt32, open: String, separator: String, close: String
    ) {
        write(open)
        depth += 1
        for (offset, element) in elements.enumerated() {
            if isFull { break }
            if offset > 0 { write(separator) }
            printNested(element, verb: verb)
        }
        depth -= 1
        write(close)
    }

    private mutating func printNested(_ value: GoValue, verb: UInt32) {
        if value.isNil, flags.sharpV {
            write("interface {}(nil)")
        } else if value.isNil {
            // A nil interface inside a value prints as <nil> whatever the verb.
            write("<nil>")
        } else if depth > 200 {
            write("…")
        } else {
            printValue(value, verb: verb)
        }
    }

    private mutating func printMap(_ map: GoMap, verb: UInt32) {
        if flags.sharpV, map.isNil {
            write("\(map.type.name)(nil)")
            return
        }
        write(flags.sharpV ? "\(map.type.name){" : "map[")
        depth += 1
        for (offset, (key, value)) in map.entries.enumerated() {
            if isFull { break }
            if offset > 0 { write(flags.sharpV ? ", " : " ") }
            printNested(.string(key), verb: verb)
            write(":")
            printNested(value, verb: verb)
        }
        depth -= 1
        write(flags.sharpV ? "}" : "]")
    }

    private mutating func printComplex(_ number: GoComplex, verb: UInt32) {
        let plus = flags.plus
        write("(")
        formatFloat(number.real, verb: verb)
        flags.plus = true
        formatFloat(number.imaginary, verb: verb)
        flags.plus = plus
        write("i)")
    }

    private mutating func printObject(_ object: any GoObject, verb: UInt32) {
        if let number = object as? GoComplex {
            printComplex(number, verb: verb)
            return
        }
        if usesText(verb), let text = object.text {
            formatString(text, verb: verb)
            return
        }
        if flags.sharpV, let text = object.goText {
            write(text)
            return
        }
        if object.kindName == "ptr", depth == 0, !followsPointer { write("&") }
        if flags.sharpV { write(object.kindName == "ptr" ? String(object.typeName.dropFirst()) : object.typeName) }
        write("{")
        depth += 1
        for (offset, (name, value)) in object.printedFields.enumerated() {
            if offset > 0 { write(flags.sharpV ? ", " : " ") }
            if flags.plusV || flags.sharpV { write("\(name):") }
            printNested(value, verb: verb)
        }
        depth -= 1
        write("}")
    }

    mutating func badVerb(_ verb: UInt32, _ value: GoValue) {
        write("%!")
        output += UTF8Reader.bytes([verb])
        write("(")
        if value.isNil {
            write("<nil>")
        } else {
            write(value.typeName)
            write("=")
            isErroring = true
            printValue(value, verb: v)
            isErroring = false
        }
        write(")")
    }
}
