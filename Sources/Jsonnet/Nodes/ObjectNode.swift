/// An object literal.
final class ObjectNode: Node {
    /// One field as it is written.
    struct Field {
        /// The name; nil where it is computed.
        var symbol: Int32?
        var name: Node?
        var visibility: Syntax.Visibility
        var extends: Bool
        var frameSlots: Int32
        var code: Node
    }

    /// One assertion, with the slots of the frame it wants for itself.
    struct Assertion {
        var code: Node
        var slotCount: Int
    }

    let fields: [Field]
    let assertions: [Assertion]
    let localCount: Int
    /// The table, where all names are known.
    private var table: FieldTableRef?

    init(_ site: Site, fields: [Field], assertions: [Assertion], localCount: Int) {
        self.fields = fields
        self.assertions = assertions
        self.localCount = localCount
        super.init(site)
    }

    /// Makes the table once for all where no name is computed.
    func prepare(_ vm: Interpreter) {
        guard fields.allSatisfy({ $0.symbol != nil }) else { return }
        let cells = vm.heap.buffer(of: FieldCell.self, count: fields.count)
        for (index, field) in fields.enumerated() {
            (cells + index).initialize(to: cell(of: field, field.symbol ?? 0))
        }
        table = vm.table(cells, fields.count, localCount: localCount, code: self)
    }

    private func cell(of field: Field, _ symbol: Int32) -> FieldCell {
        FieldCell(
            symbol: symbol, visibility: field.visibility, extends: field.extends, frameSlots: field.frameSlots,
            code: Unmanaged.passUnretained(field.code))
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        guard let table else { return .absent }
        frame.pointee.isCaptured = true
        return .object(vm.object(table, environment: frame))
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        if table != nil { return ready(vm, frame) }
        let cells = vm.heap.buffer(of: FieldCell.self, count: fields.count)
        var count = 0
        var seen = Set<Int32>()
        for field in fields {
            var symbol = field.symbol ?? -1
            if let name = field.name {
                let value = try name.evaluate(vm, frame)
                switch value {
                case .string(let text): symbol = vm.symbol(text)
                case .null: continue
                default: throw Failure("Field name must be string, got \(value.typeName)").at(site)
                }
            }
            if count > 0 {
                if count == 1 { seen.insert(cells[0].symbol) }
                guard seen.insert(symbol).inserted else { throw vm.duplicateField(symbol).at(site) }
            }
            (cells + count).initialize(to: cell(of: field, symbol))
            count += 1
        }
        frame.pointee.isCaptured = true
        return .object(vm.object(vm.table(cells, count, localCount: localCount, code: self), environment: frame))
    }
}

/// `base { … }` is `base + { … }`, both of which are evaluated by ``AddNode``; this one is a comprehension's object.
final class ObjectComprehensionNode: Node {
    let clauses: Clauses
    let name: Node
    /// What the comprehension's only field looks like.
    let field: ObjectNode.Field
    let localCount: Int

    init(_ site: Site, clauses: Clauses, name: Node, field: ObjectNode.Field, localCount: Int) {
        self.clauses = clauses
        self.name = name
        self.field = field
        self.localCount = localCount
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        var symbols: [Int32] = []
        var frames: [FrameRef] = []
        var seen = Set<Int32>()
        try clauses.run(vm, frame, site) { round throws(Failure) in
            let value: Datum
            do throws(Failure) { value = try name.evaluate(vm, round) } catch { throw error.at(site) }
            switch value {
            case .string(let text):
                let symbol = vm.symbol(text)
                guard seen.insert(symbol).inserted else { throw vm.duplicateField(symbol).at(site) }
                symbols.append(symbol)
                round.pointee.isCaptured = true
                frames.append(round)
            case .null: break
            default: throw Failure("Field name must be string, got \(value.typeName)").at(name.site.over(site)).at(site)
            }
        }
        let cells = vm.heap.buffer(of: FieldCell.self, count: symbols.count)
        let fieldFrames = vm.heap.buffer(of: FrameRef.self, count: symbols.count)
        for index in symbols.indices {
            (cells + index).initialize(
                to: FieldCell(
                    symbol: symbols[index], visibility: .inherited, extends: field.extends,
                    frameSlots: field.frameSlots, code: Unmanaged.passUnretained(field.code)))
            (fieldFrames + index).initialize(to: frames[index])
        }
        let object = vm.object(
            vm.table(cells, symbols.count, localCount: 0, code: nil), environment: nil)
        object.pointee.layers?.pointee.fieldFrames = fieldFrames
        return .object(object)
    }
}
