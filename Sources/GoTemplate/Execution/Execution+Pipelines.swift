extension Execution {
    /// The value of a pipeline, taken out of its interface as Go does.
    func pipeline(_ index: Int32, _ frame: Frame, _ dot: Slot) throws(TemplateError) -> GoValue {
        subject = .pipe(index)
        let pipe = frame.program.pipes[Int(index)]
        var value: GoValue?
        for command in pipe.commands.range {
            var result = try self.command(Int32(command), frame, dot, value).value
            if case .null = result { result = .invalid }
            value = result
        }
        let final = value ?? .invalid
        if pipe.declarations.count > 0 {
            for declaration in pipe.declarations.range {
                try assign(
                    frame.program.declarations[declaration], Slot(value: final, isInterface: false), frame)
            }
        }
        return final
    }

    /// The value of a pipeline in parentheses, which may stand in others.
    func parenthesized(_ index: Int32, _ frame: Frame, _ dot: Slot) throws(TemplateError) -> GoValue {
        nesting += 1
        defer { nesting -= 1 }
        if nesting & 7 == 0, stack.isScarce() {
            return try onFreshStack(frame) {
                do throws(TemplateError) { return .success(try self.pipeline(index, frame, dot)) } catch {
                    return .failure(error)
                }
            }
        }
        return try pipeline(index, frame, dot)
    }

    private func command(
        _ index: Int32, _ frame: Frame, _ dot: Slot, _ final: GoValue?
    ) throws(TemplateError) -> Slot {
        let command = frame.program.commands[Int(index)]
        let first = command.operands.start
        let operand = frame.program.operands[Int(first)]
        switch operand.kind {
        case .field, .chain, .variable:
            let arguments = Program.Span(start: first, count: command.operands.count)
            return try access(first, operand, frame, dot, arguments: arguments, final: final)
        case .function:
            return Slot(
                value: try function(first, operand, .command(index), command.operands, frame, dot, final),
                isInterface: false)
        case .pipe:
            try refuseArguments(command.operands, final, frame)
            return Slot(value: try parenthesized(operand.first, frame, dot), isInterface: false)
        default: break
        }
        subject = .operand(first)
        try refuseArguments(command.operands, final, frame)
        if operand.kind == .nilLiteral { throw failure(.execution, "nil is not a command", frame) }
        if operand.kind == .dot { return dot }
        return Slot(value: try constant(operand, frame), isInterface: false)
    }

    private func refuseArguments(
        _ operands: Program.Span, _ final: GoValue?, _ frame: Frame
    ) throws(TemplateError) {
        if operands.count > 1 || final != nil {
            var text = frame.program.text(ofOperand: Int(operands.start))
            if frame.program.operands[Int(operands.start)].kind == .pipe { text = "(\(text))".dropParentheses }
            throw failure(.execution, "can't give argument to non-function \(text)", frame)
        }
    }

    /// The value of a literal where nothing says which type is wanted.
    func constant(_ operand: Program.Operand, _ frame: Frame) throws(TemplateError) -> GoValue {
        switch operand.kind {
        case .boolean: return .bool(operand.first == 1)
        case .string: return .string(frame.program.strings[Int(operand.first)])
        case .number:
            let literal = frame.program.numbers[Int(operand.first)]
            if let value = literal.ideal { return value }
            throw failure(.execution, "\(literal.text) overflows int", frame)
        default: return .null
        }
    }

    /// A field, a variable or a chain, with the fields behind it; the last may be a method with arguments.
    func access(
        _ index: Int32, _ operand: Program.Operand, _ frame: Frame, _ dot: Slot, arguments: Program.Span?,
        final: GoValue?
    ) throws(TemplateError) -> Slot {
        subject = .operand(index)
        var receiver: Slot
        switch operand.kind {
        case .field: receiver = dot
        case .variable:
            guard operand.first >= 0 else {
                throw failure(
                    .execution, "undefined variable: \(frame.program.strings[Int(operand.second)])", frame)
            }
            receiver = variables[frame.base + Int(operand.first)]
            if operand.names.count == 0 {
                if let arguments { try refuseArguments(arguments, final, frame) }
                return receiver
            }
        default:
            let inner = frame.program.operands[Int(operand.first)]
            if inner.kind == .nilLiteral {
                throw failure(
                    .execution,
                    "indirection through explicit nil in \(frame.program.text(ofOperand: Int(index)))", frame)
            }
            receiver = try chained(operand.first, inner, frame, dot)
        }
        let last = operand.names.range.upperBound - 1
        for position in operand.names.range {
            let isLast = position == last
            receiver = try field(
                frame.program.names[position], of: receiver, index, frame, dot,
                arguments: isLast ? arguments : nil, final: isLast ? final : nil)
        }
        return receiver
    }

    private func chained(
        _ index: Int32, _ operand: Program.Operand, _ frame: Frame, _ dot: Slot
    ) throws(TemplateError) -> Slot {
        subject = .operand(index)
        switch operand.kind {
        case .pipe: return Slot(value: try parenthesized(operand.first, frame, dot), isInterface: false)
        case .function:
            return Slot(
                value: try function(index, operand, .operand(index), nil, frame, dot, nil), isInterface: false)
        case .dot: return dot
        case .field, .variable, .chain:
            return try access(index, operand, frame, dot, arguments: nil, final: nil)
        default: return Slot(value: try constant(operand, frame), isInterface: false)
        }
    }

    /// A field of a struct, a key of a map, or the result of a method.
    private func field(
        _ name: String, of receiver: Slot, _ operand: Int32, _ frame: Frame, _ dot: Slot, arguments: Program.Span?,
        final: GoValue?
    ) throws(TemplateError) -> Slot {
        let hasArguments = (arguments?.count ?? 0) > 1 || final != nil
        switch receiver.value {
        case .map(let map):
            if let methods = map.methods, let method = methods(name) {
                return Slot(
                    value: try call(method, name, .operand(operand), arguments, frame, dot, final, on: receiver.value),
                    isInterface: false)
            }
            if hasArguments { throw failure(.execution, "\(name) is not a method but has arguments", frame) }
            if let value = map[name] { return Slot(value: value, isInterface: map.type.zero == .null) }
            return try missing(name, map, frame)
        case .invalid:
            if set.missingKey == .error {
                throw failure(.execution, "nil data; no entry for key \(GoQuoting.quoted(name))", frame)
            }
            return Slot(value: .invalid, isInterface: false)
        case .null: throw failure(.execution, "nil pointer evaluating interface {}.\(name)", frame)
        case .object(let object):
            if let method = object.method(name) {
                return Slot(
                    value: try call(method, name, .operand(operand), arguments, frame, dot, final, on: receiver.value),
                    isInterface: false)
            }
            guard let value = object.field(name) else { break }
            if hasArguments {
                throw failure(.execution, "\(name) has arguments but cannot be invoked as function", frame)
            }
            return Slot(value: value, isInterface: false)
        case .list(let list):
            if let method = list.methods?(name) {
                return Slot(
                    value: try call(method, name, .operand(operand), arguments, frame, dot, final, on: receiver.value),
                    isInterface: false)
            }
        case .number(let number):
            if let method = GoDuration.method(name, of: number) {
                return Slot(
                    value: try call(method, name, .operand(operand), arguments, frame, dot, final, on: receiver.value),
                    isInterface: false)
            }
        default: break
        }
        let type = receiver.isInterface ? "interface {}" : receiver.value.typeName
        throw failure(.execution, "can't evaluate field \(name) in type \(type)", frame)
    }

    private func missing(_ name: String, _ map: GoMap, _ frame: Frame) throws(TemplateError) -> Slot {
        switch set.missingKey {
        case .invalid: return Slot(value: .invalid, isInterface: false)
        case .zero: return Slot(value: map.type.zeroValue, isInterface: map.type.zero == .null)
        case .error: throw failure(.execution, "map has no entry for key \(GoQuoting.quoted(name))", frame)
        }
    }
}

extension String {
    fileprivate var dropParentheses: String {
        hasPrefix("(") && hasSuffix(")") ? String(dropFirst().dropLast()) : self
    }
}
