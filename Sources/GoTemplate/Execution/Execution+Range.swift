extension Execution {
    /// A loop over a list, a map in key order, or a number.
    func range(
        _ node: Program.Node, _ index: Int32, _ frame: Frame, _ dot: Slot
    ) throws(TemplateError) -> Flow {
        subject = .node(index)
        let value = try pipeline(node.first, frame, dot)
        let pipe = frame.program.pipes[Int(node.first)]
        var isEmpty = true
        switch value {
        case .list(let list):
            isEmpty = list.elements.isEmpty
            let isInterface = list.type == .any
            for (position, element) in list.elements.enumerated() {
                let slot = Slot(value: element, isInterface: isInterface)
                guard try iterate(.int(position), slot, pipe, node, frame) else { break }
            }
        case .map(let map):
            isEmpty = map.count == 0
            let keys = map.keys
            let values = map.values
            let isInterface = map.type.zero == .null
            for position in keys.indices {
                let slot = Slot(value: values[position], isInterface: isInterface)
                guard try iterate(.string(keys[position]), slot, pipe, node, frame) else { break }
            }
        case .int, .int64, .number:
            isEmpty = try !count(value, pipe, node, frame)
        case .invalid, .null: break
        default:
            throw failure(.execution, "range can't iterate over \(GoPrinter.text(value))", frame)
        }
        guard isEmpty, node.third >= 0 else { return .normal }
        return try walk(node.third, frame, dot)
    }

    private func count(
        _ value: GoValue, _ pipe: Program.Pipe, _ node: Program.Node, _ frame: Frame
    ) throws(TemplateError) -> Bool {
        if pipe.declarations.count > 1 {
            throw failure(
                .execution, "can't use \(GoPrinter.text(value)) to iterate over more than one variable", frame)
        }
        let bound = value.integer ?? 0
        var next: Int64 = 0
        while next < bound {
            let element: GoValue =
                switch value {
                case .int: .int(Int(next))
                case .int64: .int64(next)
                case .number(let number): .number(GoNumber(next, typeName: number.typeName, kind: number.kind))
                default: .invalid
                }
            guard try iterate(.invalid, Slot(value: element, isInterface: false), pipe, node, frame) else { break }
            next += 1
        }
        return bound > 0
    }

    /// One round; false to leave the loop.
    private func iterate(
        _ key: GoValue, _ element: Slot, _ pipe: Program.Pipe, _ node: Program.Node, _ frame: Frame
    ) throws(TemplateError) -> Bool {
        try step(frame)
        let declarations = frame.program.declarations
        let names = pipe.declarations.range
        if names.count == 1 {
            try assign(declarations[names.lowerBound], element, frame)
        } else if names.count == 2 {
            try assign(declarations[names.lowerBound], Slot(value: key, isInterface: false), frame)
            try assign(declarations[names.lowerBound + 1], element, frame)
        }
        return try walk(node.second, frame, element) != .leaveLoop
    }

    func assign(_ declaration: Program.Declaration, _ slot: Slot, _ frame: Frame) throws(TemplateError) {
        guard declaration.slot >= 0 else {
            throw failure(
                .execution, "undefined variable: \(frame.program.strings[Int(declaration.name)])", frame)
        }
        variables[frame.base + Int(declaration.slot)] = slot
    }
}
