extension Interpreter {
    /// One of two sets on a walk side by side: an array, or something else that has a length and an index.
    private struct Side {
        let vm: Interpreter
        let target: Datum
        let keyFunction: Datum
        let count: Int
        var position = 0
        private var known: Datum = .absent

        init(_ vm: Interpreter, _ target: Datum, _ keyFunction: Datum) throws(Failure) {
            self.vm = vm
            self.target = target
            self.keyFunction = keyFunction
            count = try vm.length(of: target)
        }

        var isDone: Bool { position >= count }

        /// The element in front, evaluated only if the array has it so.
        var element: Datum {
            if case .array(let array) = target { return array.pointee.base[position] }
            return vm.deferredIndex(target, position)
        }

        /// What the element in front is ordered by.
        mutating func key() throws(Failure) -> Datum {
            guard vm.isAbsent(known) else { return known }
            if vm.isAbsent(keyFunction) {
                if case .array(let array) = target {
                    known = try vm.element(array, position)
                } else {
                    known = try vm.value(element)
                }
            } else {
                known = try vm.call(try vm.function(keyFunction), element)
            }
            return known
        }

        mutating func advance() {
            position += 1
            known = .absent
        }

        /// Everything from the element in front on, added to what there is.
        func rest(after sum: [Datum]) throws(Failure) -> Datum {
            let rest = try vm.slice(target, .number(Double(position)), .null, .null)
            guard case .array(let array) = rest else { return try vm.add(.array(vm.array(sum)), rest) }
            let tail = UnsafeBufferPointer(start: array.pointee.base, count: array.pointee.count)
            return .array(vm.array(sum + tail))
        }
    }

    /// Walks two sets side by side.
    func merge(
        _ first: Datum, _ second: Datum, _ keyFunction: Datum, keepsLeft: Bool, keepsBoth: Bool, keepsRight: Bool
    ) throws(Failure) -> Datum {
        var left = try Side(self, first, keyFunction)
        if left.isDone, !keepsRight { return .array(array([])) }
        var result: [Datum] = []
        if left.isDone {
            let rest = try slice(second, .number(0), .null, .null)
            return try add(.array(array(result)), rest)
        }
        var right = try Side(self, second, keyFunction)
        while !left.isDone, !right.isDone {
            try step()
            let order = try setOrder(try left.key(), try right.key())
            if order == 0 ? keepsBoth : order < 0 && keepsLeft { result.append(left.element) }
            if order > 0, keepsRight { result.append(right.element) }
            if order <= 0 { left.advance() }
            if order >= 0 { right.advance() }
        }
        if left.isDone { return keepsRight ? try right.rest(after: result) : .array(array(result)) }
        return keepsLeft ? try left.rest(after: result) : .array(array(result))
    }

    /// The order of two keys, which may be equal without having one.
    private func setOrder(_ first: Datum, _ second: Datum) throws(Failure) -> Int {
        switch (first, second) {
        case (.number, .number), (.string, .string): return try compare(first, second)
        default: return try equal(first, second) ? 0 : try compare(first, second)
        }
    }
}
