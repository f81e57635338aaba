extension Library {
    /// Looking for elements and folding arrays.
    static let folds: [Builtin] = [
        Builtin("foldl", "func arr init") { vm, a throws(Failure) in
            let function = try vm.function(a[0])
            let elements = try vm.elements(a[1]) {
                "foldl second parameter should be string or array, got \($0)"
            }
            var running = a[2]
            for index in 0..<elements.count {
                running = try vm.call(function, running, elements.base[index])
            }
            return running
        },
        Builtin("foldr", "func arr init") { vm, a throws(Failure) in
            let function = try vm.function(a[0])
            let elements = try vm.elements(a[1]) {
                "foldr second parameter should be string or array, got \($0)"
            }
            var running = a[2]
            for index in stride(from: elements.count - 1, through: 0, by: -1) {
                running = try vm.call(function, elements.base[index], running)
            }
            return running
        },
        Builtin("member", "arr x") { vm, a throws(Failure) in
            switch a[0] {
            case .string(let string):
                let pattern = try vm.string(a[1])
                return .bool(Search.first(vm.bytes(pattern), in: vm.bytes(string)) != nil)
            case .array(let array): return .bool(try vm.firstIndex(of: a[1], in: array) != nil)
            default: throw Failure("std.member first argument must be an array or a string")
            }
        },
        Builtin("contains", "arr elem") { vm, a throws(Failure) in
            .bool(try vm.firstIndex(of: a[1], in: try vm.array(a[0])) != nil)
        },
        Builtin("count", "arr x~") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            var count = 0
            for index in 0..<array.pointee.count {
                if try vm.equal(try vm.element(array, index), try vm.value(a[1])) { count += 1 }
            }
            return .number(Double(count))
        },
        Builtin("find", "value~ arr") { vm, a throws(Failure) in
            guard case .array(let array) = a[1] else {
                throw Failure("find second parameter should be an array, got \(a[1].typeName)")
            }
            var places: [Datum] = []
            for index in 0..<array.pointee.count {
                if try vm.equal(try vm.element(array, index), try vm.value(a[0])) {
                    places.append(.number(Double(index)))
                }
            }
            return .array(vm.array(places))
        },
        Builtin("all", "arr") { vm, a throws(Failure) in .bool(try vm.every("all", a[0], true)) },
        Builtin("any", "arr") { vm, a throws(Failure) in .bool(try !vm.every("any", a[0], false)) },
        Builtin("sum", "arr") { vm, a throws(Failure) in .number(try vm.sum(try vm.array(a[0]))) },
        Builtin("avg", "arr") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            guard array.pointee.count > 0 else {
                throw Failure("Cannot calculate average of an empty array.")
            }
            return .number(try vm.sum(array) / Double(array.pointee.count))
        },
        Builtin("minArray", "arr keyF? onEmpty?~") { vm, a throws(Failure) in
            try vm.extreme(a) { $0 > 0 }
        },
        Builtin("maxArray", "arr keyF? onEmpty?~") { vm, a throws(Failure) in
            try vm.extreme(a) { $0 < 0 }
        },
    ]
}

extension Interpreter {
    fileprivate func firstIndex(of value: Datum, in array: ArrayRef) throws(Failure) -> Int? {
        for index in 0..<array.pointee.count {
            if try equal(try element(array, index), value) { return index }
        }
        return nil
    }

    fileprivate func every(_ name: String, _ value: Datum, _ wanted: Bool) throws(Failure) -> Bool {
        guard case .array(let array) = value else {
            throw Failure("\(name)() parameter should be an array, got \(value.typeName)")
        }
        for index in 0..<array.pointee.count {
            let element = try element(array, index)
            guard case .bool(let holds) = element else {
                throw Failure(
                    "element \"\(text(try toString(element)))\" of type \(element.typeName) is not a boolean")
            }
            if holds != wanted { return false }
        }
        return true
    }

    fileprivate func sum(_ array: ArrayRef) throws(Failure) -> Double {
        var sum = 0.0
        for index in 0..<array.pointee.count { sum += try number(try element(array, index)) }
        return sum
    }

    fileprivate func extreme(
        _ arguments: UnsafeMutablePointer<Datum>, _ isBetter: (Int) -> Bool
    ) throws(Failure) -> Datum {
        let array = try self.array(arguments[0])
        let function = isAbsent(arguments[1]) ? nil : try self.function(arguments[1])
        guard array.pointee.count > 0 else {
            guard !isAbsent(arguments[2]) else {
                throw Failure("Expected at least one element in array. Got none")
            }
            return try value(arguments[2])
        }
        var best = try element(array, 0)
        var bestKey = try key(array, 0, function)
        for index in 1..<array.pointee.count {
            let candidate = try element(array, index)
            let candidateKey = try key(array, index, function)
            if isBetter(try compare(bestKey, candidateKey)) {
                best = candidate
                bestKey = candidateKey
            }
        }
        return best
    }

    /// What an element is ordered by.
    func key(_ array: ArrayRef, _ index: Int, _ function: FunctionRef?) throws(Failure) -> Datum {
        guard let function else { return try element(array, index) }
        return try call(function, array.pointee.base[index])
    }
}
