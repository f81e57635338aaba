extension Execution {
    /// Calls the function an operand names.
    func function(
        _ index: Int32, _ operand: Program.Operand, _ node: Subject, _ operands: Program.Span?, _ frame: Frame,
        _ dot: Slot, _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        subject = .operand(index)
        let function = functions[Int(operand.first)]
        switch function.evaluation {
        case .ordinary: return try call(function, function.name, node, operands, frame, dot, final)
        case .logical: return try logical(function, operands, frame, dot, final)
        case .call: return try callValue(node, operands, frame, dot, final)
        }
    }

    /// `call`: templates hold no functions as values, so it only tells what it was given.
    private func callValue(
        _ node: Subject, _ operands: Program.Span?, _ frame: Frame, _ dot: Slot, _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        let written =
            (operands?.count ?? 0) > 1 ? operands.map { frame.program.text(ofOperand: Int($0.start) + 1) } : nil
        let function = TemplateFunction("call", "vv*") { call in
            if call[0].isNil { throw FunctionFailure("call of nil") }
            let type = call[0].typeName
            let shown = written ?? call[0].stringValue ?? "<\(type) Value>"
            throw FunctionFailure("non-function \(shown) of type \(type)")
        }
        return try call(function, "call", node, operands, frame, dot, final)
    }

    /// Evaluates the arguments, checks their types and calls.
    func call(
        _ function: TemplateFunction, _ name: String, _ node: Subject, _ operands: Program.Span?, _ frame: Frame,
        _ dot: Slot, _ final: GoValue?, on receiver: GoValue = .invalid
    ) throws(TemplateError) -> GoValue {
        let given = max(Int(operands?.count ?? 0) - 1, 0)
        let count = given + (final == nil ? 0 : 1)
        let fixed = function.parameters.count
        if function.variadic != nil {
            if count < fixed {
                throw failure(
                    .execution, "wrong number of args for \(name): want at least \(fixed) got \(given)", frame)
            }
        } else if count != fixed {
            throw failure(.execution, "wrong number of args for \(name): want \(fixed) got \(count)", frame)
        }
        try step(frame)
        var arguments: [GoValue] = []
        arguments.reserveCapacity(count)
        if let operands {
            for offset in 0..<given {
                let type = offset < fixed ? function.parameters[offset] : function.variadic ?? .any
                arguments.append(try argument(operands.start + 1 + Int32(offset), type, frame, dot))
            }
        }
        if let final {
            let position = count - 1
            let type = position < fixed ? function.parameters[position] : function.variadic ?? .any
            arguments.append(try validate(Slot(value: final, isInterface: false), type, frame))
        }
        do {
            try weigh(arguments)
            let result = try function.body(FunctionCall(arguments: arguments, receiver: receiver, execution: self))
            try weigh(result: result)
            return result
        } catch {
            subject = node
            throw callFailure(error, name, frame)
        }
    }

    /// Counts the size of arguments as work, since most functions look at all of it, and refuses what is too large.
    @inline(__always)
    private func weigh(_ arguments: [GoValue]) throws(FunctionFailure) {
        var weight = 0
        for argument in arguments { weight &+= argument.weight }
        if weight > 1024 { try charge(weight, sharingOut: 64) }
    }

    /// Counts the size of a result as work: it takes memory as long as a template holds it.
    @inline(__always)
    private func weigh(result: GoValue) throws(FunctionFailure) {
        let weight = result.weight
        if weight > 1024 { try charge(weight, sharingOut: 16) }
    }

    private func charge(_ weight: Int, sharingOut bytes: Int) throws(FunctionFailure) {
        guard weight <= limits.maximumOutput else {
            throw FunctionFailure(
                "value of \(weight) bytes is larger than the limit of \(limits.maximumOutput)", isLimit: true)
        }
        try spend(weight / bytes)
    }

    private func callFailure(_ error: any Error, _ name: String, _ frame: Frame) -> TemplateError {
        guard let reason = error as? FunctionFailure else {
            return failure(.function, "error calling \(name): \(error)", frame)
        }
        // A text that `tpl` cannot parse is a failure of the call, not of this template's syntax.
        let passedOn = reason.cause.map { $0.code == .syntax ? .function : $0.code }
        let code: TemplateError.Code =
            reason.isDeliberate ? .failed : reason.isLimit ? .limitExceeded : passedOn ?? .function
        var result = failure(code, "error calling \(name): \(reason.message)", frame)
        if let cause = reason.cause { result.causes = [cause] }
        return result
    }

    /// `and` and `or` stop at the argument that decides.
    private func logical(
        _ function: TemplateFunction, _ operands: Program.Span?, _ frame: Frame, _ dot: Slot, _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        let given = max(Int(operands?.count ?? 0) - 1, 0)
        if given + (final == nil ? 0 : 1) < 1 {
            throw failure(
                .execution, "wrong number of args for \(function.name): want at least 1 got \(given)", frame)
        }
        let stopsAt = function.name == "or"
        var value = GoValue.invalid
        if let operands {
            for offset in 0..<given {
                value = try argument(operands.start + 1 + Int32(offset), .value, frame, dot)
                if value.isTrue == stopsAt { return value }
            }
        }
        return final ?? value
    }

    /// The value of an argument for a parameter of a type.
    private func argument(
        _ index: Int32, _ type: ParameterType, _ frame: Frame, _ dot: Slot
    ) throws(TemplateError) -> GoValue {
        subject = .operand(index)
        let operand = frame.program.operands[Int(index)]
        switch operand.kind {
        case .dot: return try validate(dot, type, frame)
        case .nilLiteral:
            switch type {
            case .any, .list, .strings, .map: return .null
            case .value: return .invalid
            default: throw failure(.execution, "cannot assign nil to \(type.name)", frame)
            }
        case .field, .variable, .chain:
            return try validate(
                try access(index, operand, frame, dot, arguments: nil, final: nil), type, frame)
        case .pipe:
            subject = .pipe(operand.first)
            return try validate(
                Slot(value: try parenthesized(operand.first, frame, dot), isInterface: false), type, frame)
        case .function:
            return try validate(
                Slot(
                    value: try function(index, operand, .operand(index), nil, frame, dot, nil), isInterface: false),
                type, frame)
        case .boolean, .number, .string: return try literal(operand, index, type, frame)
        }
    }

    private func literal(
        _ operand: Program.Operand, _ index: Int32, _ type: ParameterType, _ frame: Frame
    ) throws(TemplateError) -> GoValue {
        let expected: String
        switch type {
        case .any, .value: return try constant(operand, frame)
        case .string:
            if operand.kind == .string { return .string(frame.program.strings[Int(operand.first)]) }
            expected = "string"
        case .bool:
            if operand.kind == .boolean { return .bool(operand.first == 1) }
            expected = "bool"
        case .int, .int64:
            if operand.kind == .number, let value = frame.program.numbers[Int(operand.first)].integer {
                return type == .int ? .int(Int(value)) : .int64(value)
            }
            expected = "integer"
        case .float:
            if operand.kind == .number, let value = frame.program.numbers[Int(operand.first)].float {
                return .float(value)
            }
            expected = "float"
        default:
            throw failure(
                .execution,
                "can't handle \(frame.program.text(ofOperand: Int(index))) for arg of type \(type.name)", frame)
        }
        throw failure(.execution, "expected \(expected); found \(frame.program.text(ofOperand: Int(index)))", frame)
    }

    /// A value if a parameter of the type takes it.
    private func validate(_ slot: Slot, _ type: ParameterType, _ frame: Frame) throws(TemplateError) -> GoValue {
        switch (slot.value, type) {
        case (.null, .value), (.null, .any): return .null
        case (_, .value): return slot.value
        case (.invalid, .any): return .null
        case (.object(let object), .any): return .object(object.passed)
        case (_, .any): return slot.value
        case (.invalid, .list), (.invalid, .strings), (.invalid, .map): return .null
        case (.invalid, _): throw failure(.execution, "invalid value; expected \(type.name)", frame)
        case (.string, .string), (.int, .int), (.int64, .int64), (.float, .float), (.bool, .bool): return slot.value
        case (.list(let list), .list) where list.type == .any: return slot.value
        case (.list(let list), .strings) where list.type == .strings: return slot.value
        case (.map(let map), .map) where map.type.isAssignableToAny: return slot.value
        case (.object(let object), .time) where object.typeName == "time.Time": return slot.value
        case (let value, .named(let name)) where value.typeName == name: return value
        case (.object(let object), .named(let name)) where name == "error" && object.text != nil: return slot.value
        default:
            let actual = slot.value.isNil ? "interface {}" : slot.value.typeName
            throw failure(.execution, "wrong type for value; expected \(type.name); got \(actual)", frame)
        }
    }

    // MARK: - include and tpl

    /// The output of a template, taken from the end of the one buffer.
    func include(_ name: String, _ data: GoValue) throws -> String {
        // No name can be there that often before as many are.
        if included.count > 1000, included.count(where: { ByteText.equal($0.definition.name, name) }) > 1000 {
            throw FunctionFailure(
                "rendering template has a nested reference name: \(name): unable to execute template", isLimit: true)
        }
        guard let entry = set.entry(name) else {
            throw FunctionFailure("template: no template \(GoQuoting.quoted(name)) associated with template \"gotpl\"")
        }
        included.append(entry)
        defer { included.removeLast() }
        return try captured(entry, data)
    }

    private func captured(_ entry: TemplateSet.Entry, _ data: GoValue) throws -> String {
        guard depth < limits.maximumDepth else {
            throw FunctionFailure("exceeded maximum template depth (\(limits.maximumDepth))", isLimit: true)
        }
        let start = output.count
        do {
            // Nil is no data at all to a template, so its fields are nothing rather than a mistake.
            try invoke(entry, data.isNil ? .invalid : data)
        } catch {
            output.removeLast(output.count - start)
            throw FunctionFailure("", cause: error)
        }
        let text = output.withUnsafeBufferPointer {
            ByteText.string(buffer: UnsafeBufferPointer(rebasing: $0[start...]))
        }
        output.removeLast(output.count - start)
        return text
    }

    /// Parses and executes a text; what it defines is gone afterwards.
    func evaluate(_ text: String, _ data: GoValue) throws -> String {
        let parsed: ParsedTemplate
        do throws(TemplateError) {
            parsed = try set.evaluated.template(text, for: set)
        } catch {
            throw FunctionFailure("cannot parse template \(GoQuoting.quoted(text)): ", cause: error)
        }
        let outer = set
        // Most texts define nothing; only then is the set worth copying.
        if parsed.file.definitions.count > 1 { set.add(parsed) }
        defer { set = outer }
        guard let definition = parsed.file.definitions.last(where: { $0.name == "gotpl" }) else { return "" }
        do {
            let result = try captured(TemplateSet.Entry(file: parsed.file, definition: definition), data)
            return result.replacingBytes("<no value>", with: "")
        } catch let failure as FunctionFailure {
            throw FunctionFailure(
                "error during tpl function execution for \(GoQuoting.quoted(text)): \(failure.message)",
                isLimit: failure.isLimit, cause: failure.cause)
        }
    }
}

extension String {
    /// This text with every occurrence of another removed or replaced, compared byte by byte.
    func replacingBytes(_ needle: String, with replacement: String) -> String {
        guard utf8.count >= needle.utf8.count else { return self }
        let bytes = Array(utf8)
        let result = Bytes.replace(bytes, Array(needle.utf8), with: Array(replacement.utf8), limit: -1)
        return result.count == bytes.count && result == bytes ? self : String(decoding: result, as: UTF8.self)
    }
}
