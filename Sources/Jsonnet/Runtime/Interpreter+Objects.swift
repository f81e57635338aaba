extension Interpreter {
    /// A table of fields, with look-up by hash where it is long.
    func table(
        _ cells: UnsafeMutablePointer<FieldCell>, _ count: Int, localCount: Int, code: ObjectNode?
    ) -> FieldTableRef {
        let table = heap.cell(
            FieldTable(
                fields: cells, count: count, localCount: localCount, code: code.map { Unmanaged.passUnretained($0) },
                buckets: nil, bucketMask: 0, sorted: nil))
        guard count > 8 else { return table }
        var size = 16
        while size < count * 2 { size *= 2 }
        let buckets = heap.buffer(of: Int32.self, count: size)
        buckets.initialize(repeating: -1, count: size)
        for position in 0..<count {
            var bucket = Int(cells[position].symbol) &* 0x9E37_79B1 & (size - 1)
            while buckets[bucket] >= 0 { bucket = (bucket + 1) & (size - 1) }
            buckets[bucket] = Int32(truncatingIfNeeded: position)
        }
        table.pointee.buckets = buckets
        table.pointee.bucketMask = size - 1
        return table
    }

    /// An object of one layer.
    @inline(__always)
    func object(_ table: FieldTableRef, environment: FrameRef?) -> ObjectRef {
        let layers = heap.cell(LayerCell(table: table, environment: environment, frame: nil, fieldFrames: nil))
        let hasAssertions = table.pointee.code?._withUnsafeGuaranteedRef { !$0.assertions.isEmpty } ?? false
        return heap.cell(
            ObjectCell(
                layers: layers, layerCount: 1, left: nil, right: nil, assertions: hasAssertions ? .pending : .none,
                index: nil))
    }

    /// An object of the library's making, from names and values.
    func object(symbols: [Int32], values: [Datum]) -> ObjectRef {
        let cells = heap.buffer(of: FieldCell.self, count: symbols.count)
        for (index, symbol) in symbols.enumerated() {
            (cells + index).initialize(
                to: FieldCell(symbol: symbol, visibility: .inherited, extends: false, frameSlots: -1, code: nil))
        }
        let object = object(table(cells, symbols.count, localCount: 0, code: nil), environment: nil)
        let frame = heap.frame(parent: nil, slots: symbols.count)
        for (index, value) in values.enumerated() { frame.slots[index] = value }
        frame.pointee.object = object
        object.pointee.layers?.pointee.frame = frame
        return object
    }

    /// The sum of two objects; its layers are joined when somebody looks at it.
    func add(_ left: ObjectRef, _ right: ObjectRef) -> ObjectRef {
        let count = left.pointee.layerCount + right.pointee.layerCount
        let hasAssertions = left.pointee.assertions != .none || right.pointee.assertions != .none
        let object = heap.cell(
            ObjectCell(
                layers: nil, layerCount: count, left: left, right: right,
                assertions: hasAssertions ? .pending : .none, index: nil))
        if count <= 16 { _ = layers(object) }
        return object
    }

    /// The layers of an object.
    @inline(__always)
    func layers(_ object: ObjectRef) -> UnsafeMutablePointer<LayerCell> {
        if let layers = object.pointee.layers { return layers }
        return join(object)
    }

    @inline(never)
    private func join(_ object: ObjectRef) -> UnsafeMutablePointer<LayerCell> {
        let layers = heap.buffer(of: LayerCell.self, count: object.pointee.layerCount)
        var end = object.pointee.layerCount
        var pending = [object]
        // From the right, so that a sum that grew at its end needs a stack of one.
        while let next = pending.popLast() {
            if let known = next.pointee.layers {
                for index in stride(from: next.pointee.layerCount - 1, through: 0, by: -1) {
                    end -= 1
                    (layers + end).initialize(to: known[index])
                    layers[end].frame = nil
                    if known[index].table.pointee.code == nil, known[index].fieldFrames == nil {
                        // Values that the library put there depend on no `self`.
                        layers[end].frame = known[index].frame
                    }
                }
            } else if let left = next.pointee.left, let right = next.pointee.right {
                pending.append(left)
                pending.append(right)
            }
        }
        object.pointee.layers = layers
        object.pointee.left = nil
        object.pointee.right = nil
        return layers
    }

    /// The position of a field in a table, -1 where it is not there.
    @inline(__always)
    func position(_ symbol: Int32, in table: FieldTableRef) -> Int {
        let fields = table.pointee.fields
        guard let buckets = table.pointee.buckets else {
            var position = 0
            let count = table.pointee.count
            while position < count {
                if fields[position].symbol == symbol { return position }
                position += 1
            }
            return -1
        }
        var bucket = Int(symbol) &* 0x9E37_79B1 & table.pointee.bucketMask
        while buckets[bucket] >= 0 {
            if fields[Int(buckets[bucket])].symbol == symbol { return Int(buckets[bucket]) }
            bucket = (bucket + 1) & table.pointee.bucketMask
        }
        return -1
    }

    /// The topmost layer below another that has a field, and the field's position there.
    @inline(__always)
    func layerWithField(_ object: ObjectRef, _ symbol: Int32, below limit: Int) -> (layer: Int, position: Int)? {
        let layers = layers(object)
        var layer = limit - 1
        while layer >= 0 {
            let position = position(symbol, in: layers[layer].table)
            if position >= 0 { return (layer, position) }
            layer -= 1
        }
        return nil
    }

    /// The topmost layer that has a field.
    @inline(__always)
    private func topLayer(_ object: ObjectRef, _ symbol: Int32) -> (layer: Int, position: Int)? {
        let count = object.pointee.layerCount
        if count > 24 { return indexed(object, symbol) }
        return layerWithField(object, symbol, below: count)
    }

    @inline(never)
    private func indexed(_ object: ObjectRef, _ symbol: Int32) -> (layer: Int, position: Int)? {
        let index = object.pointee.index ?? makeIndex(object)
        var bucket = Int(symbol) &* 0x9E37_79B1 & index.pointee.mask
        while index.pointee.entries[bucket].layer >= 0 {
            let entry = index.pointee.entries[bucket]
            if entry.symbol == symbol { return (Int(entry.layer), Int(entry.position)) }
            bucket = (bucket + 1) & index.pointee.mask
        }
        return nil
    }

    private func makeIndex(_ object: ObjectRef) -> UnsafeMutablePointer<MergedIndex> {
        let layers = layers(object)
        var total = 0
        for layer in 0..<object.pointee.layerCount { total += layers[layer].table.pointee.count }
        var size = 16
        while size < total * 2 { size *= 2 }
        let entries = heap.buffer(of: (symbol: Int32, layer: Int32, position: Int32).self, count: size)
        entries.initialize(repeating: (-1, -1, -1), count: size)
        for layer in stride(from: object.pointee.layerCount - 1, through: 0, by: -1) {
            let table = layers[layer].table
            for position in 0..<table.pointee.count {
                let symbol = table.pointee.fields[position].symbol
                var bucket = Int(symbol) &* 0x9E37_79B1 & (size - 1)
                while entries[bucket].layer >= 0, entries[bucket].symbol != symbol {
                    bucket = (bucket + 1) & (size - 1)
                }
                if entries[bucket].layer < 0 {
                    entries[bucket] = (
                        symbol, Int32(truncatingIfNeeded: layer), Int32(truncatingIfNeeded: position)
                    )
                }
            }
        }
        let index = heap.cell(MergedIndex(entries: entries, mask: size - 1))
        object.pointee.index = index
        return index
    }

    /// The value of a field, nil where there is none. The object's assertions are checked first.
    func field(_ object: ObjectRef, _ symbol: Int32) throws(Failure) -> Datum? {
        if object.pointee.assertions == .pending { try checkAssertions(object) }
        guard let (layer, position) = topLayer(object, symbol) else { return nil }
        return try fieldValue(object, layer, position)
    }

    /// The value of a field where it is at hand, else `absent`.
    func knownField(_ object: ObjectRef, _ symbol: Int32) -> Datum {
        guard object.pointee.assertions != .pending, let (layer, position) = topLayer(object, symbol),
            let frame = layers(object)[layer].frame
        else { return .absent }
        let value = frame.slots[layers(object)[layer].table.pointee.localCount + position]
        if case .thunk(let thunk) = value { return thunk.pointee.result }
        return value
    }

    /// The value of a field that layers below another have, nil where none has.
    func inheritedField(_ object: ObjectRef, _ symbol: Int32, below limit: Int) throws(Failure) -> Datum? {
        guard let (layer, position) = layerWithField(object, symbol, below: limit) else { return nil }
        return try fieldValue(object, layer, position)
    }

    /// Whether an object has a field.
    func hasField(_ object: ObjectRef, _ symbol: Int32, includingHidden: Bool) -> Bool {
        guard let (top, position) = topLayer(object, symbol) else { return false }
        if includingHidden { return true }
        let layers = layers(object)
        var visibility = layers[top].table.pointee.fields[position].visibility
        var layer = top
        while visibility == .inherited,
            let (next, place) = layerWithField(object, symbol, below: layer)
        {
            visibility = layers[next].table.pointee.fields[place].visibility
            layer = next
        }
        return visibility != .hidden
    }

    /// The frame of a layer, made when first asked for.
    @inline(__always)
    func layerFrame(_ object: ObjectRef, _ layer: Int) -> FrameRef {
        let cell = layers(object) + layer
        if let frame = cell.pointee.frame { return frame }
        let table = cell.pointee.table
        let frame = heap.frame(
            parent: cell.pointee.environment, slots: table.pointee.localCount + table.pointee.count)
        frame.pointee.object = object
        frame.pointee.layer = Int32(truncatingIfNeeded: layer)
        frame.pointee.isCaptured = true
        cell.pointee.frame = frame
        return frame
    }

    /// The value of the field at a position of a layer, computed once for the object.
    @inline(__always)
    func fieldValue(_ object: ObjectRef, _ layer: Int, _ position: Int) throws(Failure) -> Datum {
        let frame = layerFrame(object, layer)
        let slot = frame.slots + (layers(object)[layer].table.pointee.localCount + position)
        switch slot.pointee {
        case .absent: return try compute(object, layer, position, frame, slot)
        case .thunk: return try value(at: slot)
        default: return slot.pointee
        }
    }

    @inline(never)
    private func compute(
        _ object: ObjectRef, _ layer: Int, _ position: Int, _ frame: FrameRef, _ slot: UnsafeMutablePointer<Datum>
    ) throws(Failure) -> Datum {
        try enter()
        let cell = layers(object) + layer
        let field = cell.pointee.table.pointee.fields + position
        guard let code = field.pointee.code?.takeUnretainedValue() else { return .null }
        var inherited: Datum?
        if field.pointee.extends {
            inherited = try inheritedField(object, field.pointee.symbol, below: layer)
        }
        var result: Datum
        if let fieldFrames = cell.pointee.fieldFrames {
            let own = heap.frame(parent: fieldFrames[position], slots: Int(field.pointee.frameSlots))
            own.pointee.object = object
            own.pointee.layer = Int32(truncatingIfNeeded: layer)
            result = try code.evaluate(self, own)
            heap.recycle(own)
        } else if field.pointee.frameSlots >= 0 {
            let own = heap.frame(parent: frame, slots: Int(field.pointee.frameSlots))
            result = try code.evaluate(self, own)
            heap.recycle(own)
        } else {
            result = try code.evaluate(self, frame)
        }
        if let inherited {
            do throws(Failure) { result = try add(inherited, result) } catch { throw error.at(code.site) }
        }
        leave()
        slot.pointee = result
        return result
    }

    /// Checks the assertions of all layers, the topmost first.
    func checkAssertions(_ object: ObjectRef) throws(Failure) {
        // Assertions look at fields of the object themselves.
        object.pointee.assertions = .checked
        let layers = layers(object)
        for layer in stride(from: object.pointee.layerCount - 1, through: 0, by: -1) {
            guard let code = layers[layer].table.pointee.code?.takeUnretainedValue() else { continue }
            for assertion in code.assertions {
                try enter()
                let frame = heap.frame(parent: layerFrame(object, layer), slots: assertion.slotCount)
                _ = try assertion.code.evaluate(self, frame)
                leave()
            }
        }
    }

    func missingField(_ symbol: Int32) -> Failure { Failure("Field does not exist: \(text(symbols.text(symbol)))") }

    func duplicateField(_ symbol: Int32) -> Failure {
        Failure("Duplicate field name: \(GoText.quoted(text(symbols.text(symbol))))")
    }
}
