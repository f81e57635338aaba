extension Library {
    /// Making and changing arrays.
    static let arrays: [Builtin] = [
        Builtin("makeArray", "sz func") { vm, a throws(Failure) in
            let count = try vm.integer(a[0])
            let function = try vm.function(a[1])
            return .array(try vm.makeArray(count) { vm.deferredCall(function, .number(Double($0))) })
        },
        Builtin("range", "from to") { vm, a throws(Failure) in
            let from = try vm.integer(a[0])
            let to = try vm.integer(a[1])
            return .array(try vm.makeArray(to - from + 1) { .number(Double(from + $0)) })
        },
        Builtin("repeat", "what count") { vm, a throws(Failure) in
            switch a[0] {
            case .string(let string): return .string(try vm.repeated(string, try vm.integer(a[1])))
            case .array(let array):
                let times = max(0, try vm.integer(a[1]))
                let count = array.pointee.count
                try vm.ensureRoom(count: times, of: max(count, 1) * 16)
                return .array(try vm.makeArray(times * count) { array.pointee.base[$0 % count] })
            default: throw Failure("std.repeat first argument must be an array or a string")
            }
        },
        Builtin("slice", "indexable index end step") { vm, a throws(Failure) in
            try vm.slice(a[0], a[1], a[2], a[3])
        },
        Builtin("reverse", "arr") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            let count = array.pointee.count
            return .array(try vm.makeArray(count) { array.pointee.base[count - 1 - $0] })
        },
        Builtin("map", "func arr") { vm, a throws(Failure) in
            guard case .function(let function) = a[0] else {
                throw Failure("std.map first param must be function, got \(a[0].typeName)")
            }
            let elements = try vm.elements(a[1]) { "std.map second param must be array / string, got \($0)" }
            return .array(try vm.makeArray(elements.count) { vm.deferredCall(function, elements.base[$0]) })
        },
        Builtin("mapWithIndex", "func arr~") { vm, a throws(Failure) in
            guard case .function(let function) = a[0] else {
                throw Failure("std.mapWithIndex first param must be function, got \(a[0].typeName)")
            }
            let elements = try vm.elements(try vm.value(a[1])) {
                "std.mapWithIndex second param must be array, got \($0)"
            }
            return .array(
                try vm.makeArray(elements.count) {
                    vm.deferredCall(function, .number(Double($0)), elements.base[$0])
                })
        },
        Builtin("filter", "func arr") { vm, a throws(Failure) in
            let array = try vm.array(a[1])
            let function = try vm.function(a[0])
            return .array(try vm.filter(array, function))
        },
        Builtin("filterMap", "filter_func map_func~ arr~") { vm, a throws(Failure) in
            guard case .function(let test) = a[0] else {
                throw Failure("std.filterMap first param must be function, got \(a[0].typeName)")
            }
            let second = try vm.value(a[1])
            guard case .function(let function) = second else {
                throw Failure("std.filterMap second param must be function, got \(second.typeName)")
            }
            let third = try vm.value(a[2])
            guard case .array(let array) = third else {
                throw Failure("std.filterMap third param must be array, got \(third.typeName)")
            }
            let kept = try vm.filter(array, test)
            return .array(
                try vm.makeArray(kept.pointee.count) { vm.deferredCall(function, kept.pointee.base[$0]) })
        },
        Builtin("flatMap", "func arr") { vm, a throws(Failure) in try vm.flatMap(a[0], a[1]) },
        Builtin("$flatMapArray", "func arr") { vm, a throws(Failure) in try vm.flatMap(a[0], a[1]) },
        Builtin("flattenArrays", "arrs") { vm, a throws(Failure) in
            let arrays = try vm.elements(a[0]) {
                "foldl second parameter should be string or array, got \($0)"
            }
            return try vm.sum(of: arrays.base, arrays.count)
        },
        Builtin("flattenDeepArray", "value") { vm, a throws(Failure) in
            var result: [Datum] = []
            try vm.flatten(a[0], into: &result)
            return .array(vm.array(result))
        },
        Builtin("join", "sep arr") { vm, a throws(Failure) in
            let array = try vm.array(a[1])
            switch a[0] {
            case .string(let separator): return .string(try vm.join(array, separator))
            case .array(let separator): return .array(try vm.join(array, separator))
            default:
                throw Failure("join first parameter should be string or array, got \(a[0].typeName)")
            }
        },
        Builtin("lines", "arr") { vm, a throws(Failure) in
            let closed = try vm.add(a[0], .array(vm.array([.string(vm.emptyString)])))
            return .string(try vm.join(try vm.array(closed), vm.string("\n")))
        },
        Builtin("deepJoin", "arr") { vm, a throws(Failure) in
            var text = TextBuilder()
            try vm.deepJoin(a[0], into: &text)
            return .string(vm.string(text.bytes))
        },
        Builtin("remove", "arr elem") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            for index in 0..<array.pointee.count {
                if try vm.equal(try vm.element(array, index), a[1]) { return .array(vm.removing(index, from: array)) }
            }
            return a[0]
        },
        Builtin("removeAt", "arr i") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            let index = try vm.integer(a[1])
            guard index >= 0, index < array.pointee.count else { return a[0] }
            return .array(vm.removing(index, from: array))
        },
    ]
}

extension Interpreter {
    /// An array of so many elements, each from a closure.
    func makeArray(_ count: Int, _ element: (Int) -> Datum) throws(Failure) -> ArrayRef {
        let count = max(count, 0)
        try ensureRoom(count: count, of: 128)
        let base = heap.buffer(of: Datum.self, count: count)
        for index in 0..<count { (base + index).initialize(to: element(index)) }
        return array(base, count)
    }

    /// The elements of an array, or the characters of a string.
    func elements(
        _ value: Datum, _ message: (String) -> String
    ) throws(Failure) -> (base: UnsafeMutablePointer<Datum>, count: Int) {
        switch value {
        case .array(let array): return (array.pointee.base, array.pointee.count)
        case .string(let string):
            let characters = try self.characters(of: string)
            return (characters.pointee.base, characters.pointee.count)
        default: throw Failure(message(value.typeName))
        }
    }

    /// The characters of a string as strings.
    func characters(of string: StringRef) throws(Failure) -> ArrayRef {
        let base = flat(string)
        let bytes = string.pointee.byteCount
        try ensureRoom(count: scalarCount(string), of: 16)
        var offset = 0
        return try makeArray(scalarCount(string)) { _ in
            guard offset < bytes else { return .string(emptyString) }
            let scalar = UTF8Text.scalar(base, offset)
            offset += UTF8Text.length(base[offset])
            return .string(character(scalar))
        }
    }

    func filter(_ array: ArrayRef, _ test: FunctionRef) throws(Failure) -> ArrayRef {
        var kept: [Datum] = []
        for index in 0..<array.pointee.count {
            let verdict = try call(test, array.pointee.base[index])
            guard case .bool(let holds) = verdict else { throw Failure(unexpected: verdict, expected: "boolean") }
            if holds { kept.append(array.pointee.base[index]) }
        }
        return self.array(kept)
    }

    fileprivate func flatMap(_ function: Datum, _ source: Datum) throws(Failure) -> Datum {
        if case .string(let string) = source {
            let function = try self.function(function)
            var text = TextBuilder()
            let characters = try self.characters(of: string)
            for index in 0..<characters.pointee.count {
                let piece = try call(function, characters.pointee.base[index])
                if case .null = piece { continue }
                let string = try self.string(piece)
                try ensureRoom(count: text.bytes.count + string.pointee.byteCount, of: 2)
                text.append(bytes(string))
            }
            return .string(self.string(text.bytes))
        }
        let function = try self.function(function)
        guard case .array(let array) = source else {
            throw Failure("std.flatMap second param must be array / string, got \(source.typeName)")
        }
        var result: [Datum] = []
        for index in 0..<array.pointee.count {
            let piece = try self.array(try call(function, array.pointee.base[index]))
            try ensureRoom(count: result.count + piece.pointee.count, of: 16)
            result.append(contentsOf: UnsafeBufferPointer(start: piece.pointee.base, count: piece.pointee.count))
        }
        return .array(self.array(result))
    }

    /// The elements of arrays one after another, from an empty array on.
    fileprivate func sum(of parts: UnsafeMutablePointer<Datum>, _ count: Int) throws(Failure) -> Datum {
        var result: [Datum] = []
        for index in 0..<count {
            guard case .array(let inner) = try value(at: parts + index) else {
                // Something else ends the fast way, as adding it may.
                var sum = Datum.array(array(result))
                for rest in index..<count { sum = try add(sum, try value(at: parts + rest)) }
                return sum
            }
            try ensureRoom(count: result.count + inner.pointee.count, of: 16)
            result.append(contentsOf: UnsafeBufferPointer(start: inner.pointee.base, count: inner.pointee.count))
        }
        return .array(array(result))
    }

    fileprivate func flatten(_ value: Datum, into result: inout [Datum]) throws(Failure) {
        guard case .array(let array) = value else { return result.append(value) }
        try step()
        try ensureRoom(count: result.count, of: 16)
        for index in 0..<array.pointee.count { try flatten(try element(array, index), into: &result) }
    }

    func join(_ array: ArrayRef, _ separator: StringRef) throws(Failure) -> StringRef {
        var text = TextBuilder()
        let between = bytes(separator)
        var isFirst = true
        for index in 0..<array.pointee.count {
            switch try element(array, index) {
            case .null: continue
            case .string(let string):
                if !isFirst { text.append(between) }
                try ensureRoom(count: text.bytes.count + between.count + string.pointee.byteCount, of: 2)
                text.append(bytes(string))
                isFirst = false
            case let other: throw Failure(unexpected: other, expected: "string")
            }
        }
        return string(text.bytes)
    }

    func join(_ array: ArrayRef, _ separator: ArrayRef) throws(Failure) -> ArrayRef {
        var result: [Datum] = []
        var isFirst = true
        for index in 0..<array.pointee.count {
            switch try element(array, index) {
            case .null: continue
            case .array(let inner):
                try ensureRoom(count: result.count + separator.pointee.count + inner.pointee.count, of: 16)
                if !isFirst {
                    result.append(
                        contentsOf: UnsafeBufferPointer(
                            start: separator.pointee.base, count: separator.pointee.count))
                }
                result.append(contentsOf: UnsafeBufferPointer(start: inner.pointee.base, count: inner.pointee.count))
                isFirst = false
            case let other: throw Failure(unexpected: other, expected: "array")
            }
        }
        return self.array(result)
    }

    func deepJoin(_ value: Datum, into text: inout TextBuilder) throws(Failure) {
        switch value {
        case .string(let string): text.append(bytes(string))
        case .array(let array):
            try checkOutput(depth: 0, written: text.bytes.count)
            for index in 0..<array.pointee.count { try deepJoin(try element(array, index), into: &text) }
        default: throw Failure("Expected string or array, got \(value.typeName)")
        }
    }

    fileprivate func removing(_ index: Int, from array: ArrayRef) -> ArrayRef {
        var elements = Array(UnsafeBufferPointer(start: array.pointee.base, count: array.pointee.count))
        elements.remove(at: index)
        return self.array(elements)
    }

    /// `target[from:to:step]`, with negative places counted from the end.
    func slice(_ target: Datum, _ from: Datum, _ to: Datum, _ step: Datum) throws(Failure) -> Datum {
        let stride = try bound(step) ?? 1
        if stride == 0 { throw Failure("got \(TextBuilder.text(of: stride)) but step must be greater than 0") }
        let count: Int
        switch target {
        case .string(let string): count = scalarCount(string)
        case .array(let array): count = array.pointee.count
        default: throw Failure("std.slice accepts a string or an array, but got: \(target.typeName)")
        }
        var start = try bound(from) ?? 0
        if start < 0 { start = max(0, Double(count) + start) }
        var end = try bound(to) ?? Double(count)
        if end < 0 { end += Double(count) }
        guard stride > 0 else {
            throw Failure(
                "got [\(TextBuilder.text(of: start)):\(TextBuilder.text(of: end)):\(TextBuilder.text(of: stride))]"
                    + " but negative steps are not supported")
        }
        start = min(start, Double(count))
        end = min(end, Double(count))
        if stride == 1, start == start.rounded(), end == end.rounded() {
            let first = min(Int(start), count)
            let last = max(Int(end), first)
            switch target {
            case .string(let string): return .string(substring(string, first, last))
            case .array(let array): return .array(self.array(array.pointee.base + first, last - first))
            default: break
            }
        }
        return try slice(target, from: start, to: end, by: stride)
    }

    private func bound(_ value: Datum) throws(Failure) -> Double? {
        switch value {
        case .null: return nil
        case .number(let number): return number
        case .string: throw Failure(unexpected: .number(0), expected: "string")
        case .array: throw Failure(unexpected: .number(0), expected: "array")
        default: throw Failure(unexpected: value)
        }
    }

    private func slice(
        _ target: Datum, from start: Double, to end: Double, by stride: Double
    ) throws(Failure) -> Datum {
        var places: [Int] = []
        var place = start
        while place < end {
            try self.step()
            try ensureRoom(count: places.count, of: 48)
            places.append(Int(place))
            place += stride
        }
        switch target {
        case .array(let array): return .array(self.array(places.map { array.pointee.base[$0] }))
        case .string(let string):
            let characters = try self.characters(of: string)
            let pieces = self.array(places.map { characters.pointee.base[$0] })
            return .string(try join(pieces, emptyString))
        default: return .null
        }
    }
}
