/// Writes values as JSON, evaluating them on the way.
struct JSONWriter {
    /// How the text is laid out.
    enum Style {
        /// Three spaces for each level, as a program's output is.
        case document
        /// On one line, as `+` makes text of values.
        case line
    }

    let vm: Interpreter
    let style: Style
    var text = TextBuilder()
    private var depth = 0

    init(_ vm: Interpreter, style: Style) {
        self.vm = vm
        self.style = style
    }

    /// Appends a value.
    mutating func write(_ value: Datum) throws(Failure) {
        switch value {
        case .null: text.append("null")
        case .bool(let holds): holds ? text.append("true") : text.append("false")
        case .number(let number): text.append(number: number)
        case .string(let string):
            try vm.ensureRoomForEscapes(string, written: text.bytes.count)
            text.append(quoted: vm.bytes(string))
        case .array(let array): try write(array)
        case .object(let object): try write(object)
        case .function: throw Failure("couldn't manifest function as JSON")
        case .thunk(let thunk): try write(try vm.force(thunk))
        case .absent: break
        }
    }

    private mutating func open(_ bracket: UInt8) throws(Failure) {
        try vm.checkOutput(depth: depth, written: text.bytes.count)
        text.append(bracket)
        depth += 1
        if style == .document { text.append(UInt8(ascii: "\n")) }
    }

    private mutating func separate() {
        text.append(UInt8(ascii: ","))
        text.append(style == .document ? UInt8(ascii: "\n") : UInt8(ascii: " "))
    }

    private mutating func indent() {
        guard style == .document else { return }
        for _ in 0..<depth { text.append("   ") }
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if style == .document {
            text.append(UInt8(ascii: "\n"))
            indent()
        }
        text.append(bracket)
    }

    private mutating func write(_ array: ArrayRef) throws(Failure) {
        guard array.pointee.count > 0 else { return text.append("[ ]") }
        try open(UInt8(ascii: "["))
        for index in 0..<array.pointee.count {
            if index > 0 { separate() }
            indent()
            do throws(Failure) {
                try write(try vm.element(array, index))
            } catch { throw error.noting("Array element \(index)") }
        }
        close(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: ObjectRef) throws(Failure) {
        if object.pointee.assertions == .pending {
            do throws(Failure) { try vm.checkAssertions(object) } catch {
                throw error.noting("Checking object assertions")
            }
        }
        let fields = vm.fields(of: object)
        guard !fields.isEmpty else { return text.append("{ }") }
        try open(UInt8(ascii: "{"))
        for (index, field) in fields.enumerated() {
            if index > 0 { separate() }
            indent()
            let name = vm.symbols.text(field.symbol)
            text.append(quoted: vm.bytes(name))
            text.append(": ")
            do throws(Failure) {
                try write(try vm.value(object, field))
            } catch { throw error.noting("Field \(GoText.quoted(vm.text(name)))") }
        }
        close(UInt8(ascii: "}"))
    }
}
