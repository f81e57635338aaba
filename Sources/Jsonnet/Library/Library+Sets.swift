extension Library {
    /// Sorting, and sets as sorted arrays.
    static let sets: [Builtin] = [
        Builtin("sort", "arr keyF?") { vm, a throws(Failure) in
            .array(try vm.sort(try vm.array(a[0]), try vm.keyFunction(a[1])).elements)
        },
        Builtin("uniq", "arr keyF?") { vm, a throws(Failure) in
            let elements = try vm.elements(a[0]) {
                "foldl second parameter should be string or array, got \($0)"
            }
            let array = vm.array(elements.base, elements.count)
            return .array(try vm.uniq(array, try vm.keys(array, try vm.keyFunction(a[1]))))
        },
        Builtin("set", "arr keyF?") { vm, a throws(Failure) in
            let (sorted, keys) = try vm.sort(try vm.array(a[0]), try vm.keyFunction(a[1]))
            return .array(try vm.uniq(sorted, keys))
        },
        Builtin("setMember", "x~ arr keyF?") { vm, a throws(Failure) in
            let single = vm.array([a[0]])
            let common = try vm.merge(
                .array(single), a[1], a[2], keepsLeft: false, keepsBoth: true, keepsRight: false)
            guard case .array(let found) = common else { return .bool(false) }
            return .bool(found.pointee.count > 0)
        },
        Builtin("setUnion", "a b keyF?") { vm, a throws(Failure) in
            try vm.merge(a[0], a[1], a[2], keepsLeft: true, keepsBoth: true, keepsRight: true)
        },
        Builtin("setInter", "a b keyF?") { vm, a throws(Failure) in
            try vm.merge(a[0], a[1], a[2], keepsLeft: false, keepsBoth: true, keepsRight: false)
        },
        Builtin("setDiff", "a b keyF?") { vm, a throws(Failure) in
            try vm.merge(a[0], a[1], a[2], keepsLeft: true, keepsBoth: false, keepsRight: false)
        },
    ]
}

extension Interpreter {
    /// The function that tells keys; nil where elements are their own.
    fileprivate func keyFunction(_ value: Datum) throws(Failure) -> FunctionRef? {
        if isAbsent(value) { return nil }
        let function = try self.function(value)
        return function.pointee.builtin?.takeUnretainedValue().name == "id" ? nil : function
    }

    fileprivate func keys(_ array: ArrayRef, _ function: FunctionRef?) throws(Failure) -> [Datum] {
        var keys: [Datum] = []
        keys.reserveCapacity(array.pointee.count)
        for index in 0..<array.pointee.count { keys.append(try key(array, index, function)) }
        return keys
    }

    /// Sorts stably; tells the keys in the new order as well.
    fileprivate func sort(
        _ array: ArrayRef, _ function: FunctionRef?
    ) throws(Failure) -> (elements: ArrayRef, keys: [Datum]) {
        let keys = try self.keys(array, function)
        let count = keys.count
        if let order = try quickOrder(keys) {
            return (self.array(order.map { array.pointee.base[$0] }), order.map { keys[$0] })
        }
        var order = Array(0..<count)
        var spare = order
        var width = 1
        // Merges runs of growing width; nothing is compared more often than needed, and errors end it at once.
        while width < count {
            var start = 0
            while start < count {
                let middle = min(start + width, count)
                let end = min(start + 2 * width, count)
                try merge(&order, &spare, keys, start, middle, end)
                start = end
            }
            swap(&order, &spare)
            width *= 2
        }
        return (self.array(order.map { array.pointee.base[$0] }), order.map { keys[$0] })
    }

    private func merge(
        _ order: inout [Int], _ target: inout [Int], _ keys: [Datum], _ start: Int, _ middle: Int, _ end: Int
    ) throws(Failure) {
        var left = start
        var right = middle
        for place in start..<end {
            let takesLeft: Bool
            if left >= middle {
                takesLeft = false
            } else if right >= end {
                takesLeft = true
            } else {
                takesLeft = try compare(keys[order[right]], keys[order[left]]) >= 0
            }
            target[place] = takesLeft ? order[left] : order[right]
            if takesLeft { left += 1 } else { right += 1 }
        }
    }

    /// The order of keys that are all numbers or all strings, nil for others.
    private func quickOrder(_ keys: [Datum]) throws(Failure) -> [Int]? {
        var numbers: [(key: Double, index: Int)] = []
        numbers.reserveCapacity(keys.count)
        for (index, key) in keys.enumerated() {
            guard case .number(let number) = key else { break }
            numbers.append((number, index))
        }
        if numbers.count == keys.count {
            numbers.sort { $0.key < $1.key || ($0.key == $1.key && $0.index < $1.index) }
            return numbers.map(\.index)
        }
        var strings: [(key: StringRef, index: Int)] = []
        for (index, key) in keys.enumerated() {
            guard case .string(let string) = key else { return nil }
            _ = flat(string)
            strings.append((string, index))
        }
        strings.sort {
            let order = compare($0.key, $1.key)
            return order < 0 || (order == 0 && $0.index < $1.index)
        }
        return strings.map(\.index)
    }

    fileprivate func uniq(_ array: ArrayRef, _ keys: [Datum]) throws(Failure) -> ArrayRef {
        var result: [Datum] = []
        var last: Datum?
        for index in 0..<array.pointee.count {
            if let last, try equal(last, keys[index]) { continue }
            result.append(array.pointee.base[index])
            last = keys[index]
        }
        return self.array(result)
    }
}
