internal import Values

extension Library {
    /// Reading numbers, JSON and YAML.
    static let parsers: [Builtin] = [
        Builtin("parseInt", "str") { vm, a throws(Failure) in
            let text = vm.text(try vm.string(a[0]))
            guard let number = Int64(text, radix: 10) else { throw Failure("\(text) is not a base 10 integer") }
            return .number(Double(number))
        },
        Builtin("parseHex", "str") { vm, a throws(Failure) in
            try vm.natural(a[0], base: 16, empty: "Not hexadecimal: \"\"")
        },
        Builtin("parseOctal", "str") { vm, a throws(Failure) in
            try vm.natural(a[0], base: 8, empty: "Not an octal number: \"\"")
        },
        Builtin("parseJson", "str") { vm, a throws(Failure) in try GoJSONParser.parse(try vm.string(a[0]), vm) },
        Builtin("parseYaml", "str") { vm, a throws(Failure) in try vm.parseYAML(try vm.string(a[0])) },
    ]
}

extension Interpreter {
    fileprivate func natural(_ value: Datum, base: UInt32, empty: String) throws(Failure) -> Datum {
        guard case .string(let string) = value else {
            throw Failure("Expected string, got \(value.typeName)")
        }
        guard string.pointee.byteCount > 0 else { throw Failure(empty) }
        var number = 0.0
        for scalar in text(string).unicodeScalars {
            let code = Int64(scalar.value)
            // Letters count from ten whatever they are, as in the reference; too large ones are refused below.
            let digit = code >= 97 ? code - 97 + 10 : code >= 65 ? code - 65 + 10 : code - 48
            guard digit >= 0, digit < Int64(base) else {
                throw Failure("\(text(string)) is not a base \(base) integer")
            }
            number = number * Double(base) + Double(digit)
        }
        return .number(try checked(number))
    }

    /// A value of the engine's tree as a program's.
    func datum(_ value: Value) throws(Failure) -> Datum {
        switch value {
        case .null: return .null
        case .bool(let holds): return .bool(holds)
        case .int(let number): return .number(Double(number))
        case .unsigned(let number): return .number(Double(number))
        case .double(let number):
            guard number.isFinite else {
                throw Failure(
                    "failed to parse YAML: error converting YAML to JSON: json: unsupported value: "
                        + (number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"))
            }
            return .number(number)
        case .string(let text): return .string(string(text))
        case .array(let elements):
            try guardStack()
            var data: [Datum] = []
            for element in elements { data.append(try datum(element)) }
            return .array(array(data))
        case .object(let members):
            try guardStack()
            var data: [Datum] = []
            for member in members { data.append(try datum(member.value)) }
            return .object(object(symbols: members.map { symbol($0.key) }, values: data))
        }
    }
}
