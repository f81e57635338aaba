extension Library {
    /// Objects and their fields.
    static let objects: [Builtin] = [
        Builtin("objectFields", "o") { vm, a throws(Failure) in try vm.names(a[0], false) },
        Builtin("objectFieldsAll", "o") { vm, a throws(Failure) in try vm.names(a[0], true) },
        Builtin("objectFieldsEx", "obj hidden") { vm, a throws(Failure) in
            _ = try vm.object(a[0])
            return try vm.names(a[0], try vm.bool(a[1]))
        },
        Builtin("objectHas", "o f") { vm, a throws(Failure) in .bool(try vm.has(a[0], a[1], false)) },
        Builtin("objectHasAll", "o f") { vm, a throws(Failure) in .bool(try vm.has(a[0], a[1], true)) },
        Builtin("objectHasEx", "obj fname hidden") { vm, a throws(Failure) in
            _ = try vm.object(a[0])
            _ = try vm.string(a[1])
            return .bool(try vm.has(a[0], a[1], try vm.bool(a[2])))
        },
        Builtin("get", "o f default?~ inc_hidden?") { vm, a throws(Failure) in
            let isHiddenToo = vm.isAbsent(a[3]) ? true : try vm.bool(a[3])
            if try vm.has(a[0], a[1], isHiddenToo) { return try vm.index(a[0], a[1]) }
            return vm.isAbsent(a[2]) ? .null : try vm.value(a[2])
        },
        Builtin("objectValues", "o") { vm, a throws(Failure) in try vm.values(a[0], false) },
        Builtin("objectValuesAll", "o") { vm, a throws(Failure) in try vm.values(a[0], true) },
        Builtin("objectKeysValues", "o") { vm, a throws(Failure) in try vm.pairs(a[0], false) },
        Builtin("objectKeysValuesAll", "o") { vm, a throws(Failure) in try vm.pairs(a[0], true) },
        Builtin("mapWithKey", "func obj~") { vm, a throws(Failure) in
            guard case .function(let function) = a[0] else {
                throw Failure("std.mapWithKey first param must be function, got \(a[0].typeName)")
            }
            let second = try vm.value(a[1])
            guard case .object(let object) = second else {
                throw Failure("std.mapWithKey second param must be object, got \(second.typeName)")
            }
            let fields = vm.fields(of: object)
            return .object(
                vm.object(
                    symbols: fields.map(\.symbol),
                    values: fields.map {
                        vm.deferredCall(
                            function, .string(vm.symbols.text($0.symbol)), vm.deferredField(object, $0))
                    }))
        },
        Builtin("objectRemoveKey", "obj key") { vm, a throws(Failure) in
            let object = try vm.object(a[0])
            let symbol = vm.symbol(try vm.string(a[1]))
            return .object(vm.removing(symbol, from: object))
        },
        Builtin("mergePatch", "target~ patch") { vm, a throws(Failure) in
            guard case .object = a[1] else { return a[1] }
            return try vm.mergePatch(try vm.value(a[0]), a[1])
        },
        Builtin("prune", "a") { vm, a throws(Failure) in try vm.prune(a[0]) },
        Builtin("$objectFlatMerge", "arr") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            var result = vm.object(symbols: [], values: [])
            for index in 0..<array.pointee.count {
                result = vm.add(result, try vm.object(try vm.element(array, index)))
            }
            return .object(result)
        },
    ]
}

extension Interpreter {
    /// The same layers without a field, with `self` being the new object.
    fileprivate func removing(_ symbol: Int32, from object: ObjectRef) -> ObjectRef {
        let count = object.pointee.layerCount
        let source = layers(object)
        let target = heap.buffer(of: LayerCell.self, count: count)
        for layer in 0..<count {
            (target + layer).initialize(to: source[layer])
            let table = source[layer].table
            let isPlain = table.pointee.code == nil && source[layer].fieldFrames == nil
            let position = position(symbol, in: table)
            if !isPlain { target[layer].frame = nil }
            guard position >= 0 else { continue }
            let kept = (0..<table.pointee.count).filter { $0 != position }
            let cells = heap.buffer(of: FieldCell.self, count: kept.count)
            for (place, old) in kept.enumerated() { (cells + place).initialize(to: table.pointee.fields[old]) }
            target[layer].table = self.table(
                cells, kept.count, localCount: table.pointee.localCount, code: table.pointee.code?.takeUnretainedValue()
            )
            if let frames = source[layer].fieldFrames {
                let fieldFrames = heap.buffer(of: FrameRef.self, count: kept.count)
                for (place, old) in kept.enumerated() { (fieldFrames + place).initialize(to: frames[old]) }
                target[layer].fieldFrames = fieldFrames
            } else if isPlain, let values = source[layer].frame {
                let frame = heap.frame(parent: nil, slots: kept.count)
                for (place, old) in kept.enumerated() { frame.slots[place] = values.slots[old] }
                target[layer].frame = frame
            }
        }
        // The literals' assertions still hold, now for the object without the field.
        let assertions = object.pointee.assertions == .none ? ObjectCell.Assertions.none : .pending
        return heap.cell(
            ObjectCell(
                layers: target, layerCount: count, left: nil, right: nil, assertions: assertions, index: nil))
    }

    fileprivate func names(_ value: Datum, _ includingHidden: Bool) throws(Failure) -> Datum {
        let fields = fields(of: try object(value), includingHidden: includingHidden)
        return .array(array(fields.map { .string(symbols.text($0.symbol)) }))
    }

    fileprivate func has(_ value: Datum, _ name: Datum, _ includingHidden: Bool) throws(Failure) -> Bool {
        let object = try object(value)
        return hasField(object, symbol(try string(name)), includingHidden: includingHidden)
    }

    /// The value of a field where it is at hand, else a thunk for it.
    func deferredField(_ object: ObjectRef, _ field: ListedField) -> Datum {
        let known = knownField(object, field.symbol)
        if !isAbsent(known) { return known }
        let frame = heap.frame(parent: nil, slots: 2)
        frame.slots[0] = .object(object)
        frame.slots[1] = .string(symbols.text(field.symbol))
        return .thunk(thunk(common.field, frame))
    }

    fileprivate func values(_ value: Datum, _ includingHidden: Bool) throws(Failure) -> Datum {
        let object = try object(value)
        let fields = fields(of: object, includingHidden: includingHidden)
        return .array(array(fields.map { deferredField(object, $0) }))
    }

    fileprivate func pairs(_ value: Datum, _ includingHidden: Bool) throws(Failure) -> Datum {
        let object = try object(value)
        let names = [symbol("key"), symbol("value")]
        let fields = fields(of: object, includingHidden: includingHidden)
        return .array(
            array(
                fields.map {
                    .object(
                        self.object(
                            symbols: names,
                            values: [.string(symbols.text($0.symbol)), deferredField(object, $0)]))
                }))
    }

    /// JSON Merge Patch.
    fileprivate func mergePatch(_ target: Datum, _ patch: Datum) throws(Failure) -> Datum {
        guard case .object(let patchObject) = patch else { return patch }
        try step()
        var names: [Int32] = []
        var values: [Datum] = []
        var patchFields: [Int32: ListedField] = [:]
        let listed = fields(of: patchObject)
        for field in listed { patchFields[field.symbol] = field }
        if case .object(let object) = target {
            for field in fields(of: object) {
                if let change = patchFields.removeValue(forKey: field.symbol) {
                    let new = try value(patchObject, change)
                    if case .null = new { continue }
                    names.append(field.symbol)
                    if case .object = new {
                        values.append(try mergePatch(try value(object, field), new))
                    } else {
                        values.append(new)
                    }
                } else {
                    names.append(field.symbol)
                    values.append(deferredField(object, field))
                }
            }
        }
        for field in listed where patchFields[field.symbol] != nil {
            let new = try value(patchObject, field)
            if case .null = new { continue }
            names.append(field.symbol)
            values.append(try mergePatch(.null, new))
        }
        return .object(object(symbols: names, values: values))
    }

    /// Drops nulls, and arrays and objects that are empty after that.
    fileprivate func prune(_ value: Datum) throws(Failure) -> Datum {
        switch value {
        case .array(let array):
            try step()
            var kept: [Datum] = []
            for index in 0..<array.pointee.count {
                let element = try prune(try element(array, index))
                if hasContent(element) { kept.append(element) }
            }
            return .array(self.array(kept))
        case .object(let object):
            try step()
            var names: [Int32] = []
            var kept: [Datum] = []
            for field in fields(of: object) {
                let content = try prune(try self.value(object, field))
                guard hasContent(content) else { continue }
                names.append(field.symbol)
                kept.append(content)
            }
            return .object(self.object(symbols: names, values: kept))
        default: return value
        }
    }

    private func hasContent(_ value: Datum) -> Bool {
        switch value {
        case .null: false
        case .array(let array): array.pointee.count > 0
        case .object(let object): visibleFieldCount(object) > 0
        default: true
        }
    }
}
