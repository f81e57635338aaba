/// `target.name`.
final class FieldNode: Node {
    let target: Node
    let symbol: Int32

    init(_ site: Site, _ target: Node, symbol: Int32) {
        self.target = target
        self.symbol = symbol
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let value = try target.evaluate(vm, frame)
        guard case .object(let object) = value else {
            let name = vm.symbols.text(symbol)
            do throws(Failure) { return try vm.index(value, .string(name)) } catch { throw error.at(site) }
        }
        do throws(Failure) {
            if let value = try vm.field(object, symbol) { return value }
            throw vm.missingField(symbol)
        } catch { throw error.at(site) }
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        guard case .object(let object) = target.ready(vm, frame) else { return .absent }
        return vm.knownField(object, symbol)
    }
}

/// `target[index]`.
final class IndexNode: Node {
    let target: Node
    let index: Node

    init(_ site: Site, _ target: Node, _ index: Node) {
        self.target = target
        self.index = index
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let value = try target.evaluate(vm, frame)
        let key = try index.evaluate(vm, frame)
        do throws(Failure) { return try vm.index(value, key) } catch { throw error.at(site) }
    }
}

/// `super.name`, `super[index]`.
final class SuperNode: Node {
    let hops: Int
    let index: Node

    init(_ site: Site, hops: Int, index: Node) {
        self.hops = hops
        self.index = index
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let key = try index.evaluate(vm, frame)
        let owner = frame.outer(hops)
        do throws(Failure) {
            guard case .string(let name) = key else { throw Failure(unexpected: key, expected: "string") }
            guard let object = owner.pointee.object, owner.pointee.layer > 0 else {
                throw Failure("Attempt to use super when there is no super class.")
            }
            let symbol = vm.symbol(name)
            if let value = try vm.inheritedField(object, symbol, below: Int(owner.pointee.layer)) { return value }
            throw vm.missingField(symbol)
        } catch { throw error.at(site) }
    }
}

/// `name in super`.
final class MemberOfSuperNode: Node {
    let hops: Int
    let name: Node

    init(_ site: Site, hops: Int, name: Node) {
        self.hops = hops
        self.name = name
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let key = try name.evaluate(vm, frame)
        guard case .string(let name) = key else { throw Failure(unexpected: key, expected: "string").at(site) }
        let owner = frame.outer(hops)
        guard let object = owner.pointee.object else { return .bool(false) }
        return .bool(vm.layerWithField(object, vm.symbol(name), below: Int(owner.pointee.layer)) != nil)
    }
}

/// `target[from:to:step]`.
final class SliceNode: Node {
    let parts: [Node?]
    let target: Node

    init(_ site: Site, _ target: Node, _ parts: [Node?]) {
        self.target = target
        self.parts = parts
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let value = try target.evaluate(vm, frame)
        let from = try parts[0]?.evaluate(vm, frame) ?? .null
        let to = try parts[1]?.evaluate(vm, frame) ?? .null
        let step = try parts[2]?.evaluate(vm, frame) ?? .null
        do throws(Failure) { return try vm.slice(value, from, to, step) } catch { throw error.at(site) }
    }
}

/// `import`, `importstr`, `importbin`.
final class ImportNode: Node {
    /// What becomes of the file.
    enum Form {
        case code, text, bytes
    }

    let path: String
    let form: Form

    init(_ site: Site, path: String, form: Form) {
        self.path = path
        self.form = form
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        do throws(Failure) {
            return try vm.importing(path, from: site.file, as: form)
        } catch { throw error.at(site) }
    }
}
