/// Turns the syntax of a file into nodes: resolves names, expands abbreviations, and finds static mistakes.
struct Compiler {
    let vm: Interpreter
    let file: SourceFile

    /// What surrounds the code under compilation.
    struct Surroundings {
        var scope: Scope
        var context: TraceContext
        /// Whether the value of the code is the value of the function it belongs to.
        var isTail = false
        /// The name that a function or object takes from what it is bound to.
        var name: String?

        /// The same place for code that is part of an expression.
        var inner: Surroundings { Surroundings(scope: scope, context: context) }

        /// The same place for code in the same role.
        var same: Surroundings { Surroundings(scope: scope, context: context, isTail: isTail) }

        /// The same place for code that becomes a thunk.
        func thunk(_ name: String? = nil) -> Surroundings {
            Surroundings(scope: scope, context: .thunk(name, in: context), name: name)
        }
    }

    /// Compiles a file.
    ///
    /// - Returns: the code, and the slots of the frame it runs in.
    static func compile(_ file: SourceFile, for vm: Interpreter) throws(SyntaxError) -> (code: Node, slotCount: Int) {
        let tree = SyntaxTree()
        let syntax = try Parser.parse(file, into: tree)
        let plan = FramePlan(parent: nil)
        let compiler = Compiler(vm: vm, file: file)
        let code = try compiler.compile(
            syntax, Surroundings(scope: Scope(parent: nil, plan: plan), context: .file))
        return (code, plan.slotCount)
    }

    func site(_ syntax: Syntax, _ around: Surroundings) -> Site {
        Site(file: file, range: syntax.range, context: around.context)
    }

    func failure(_ message: String, _ syntax: Syntax) -> SyntaxError {
        SyntaxError(message: message, file: file, range: syntax.range)
    }

    /// Compiles an expression; deep ones look after the stack now and then.
    func compile(_ syntax: Syntax, _ around: Surroundings) throws(SyntaxError) -> Node {
        let node = try plain(syntax, around)
        guard syntax.height % 32 == 31 else { return node }
        return vm.own(GuardNode(node.site, node))
    }

    private func plain(_ syntax: Syntax, _ around: Surroundings) throws(SyntaxError) -> Node {
        let site = site(syntax, around)
        switch syntax.kind {
        case .null: return vm.own(ConstantNode(site, .null))
        case .bool(let value): return vm.own(ConstantNode(site, .bool(value)))
        case .number(let text):
            guard let number = Double(text) else {
                throw failure("Could not parse floating point number.", syntax)
            }
            guard number.isFinite else { return vm.own(FailureNode(site, "overflow")) }
            return vm.own(ConstantNode(site, .number(number)))
        case .string(let text, let quoting):
            return vm.own(ConstantNode(site, .string(try literal(text, quoting, syntax.range))))
        case .self:
            guard let hops = around.scope.hopsToSelf() else {
                throw failure("Can't use self outside of an object.", syntax)
            }
            return vm.own(SelfNode(site, hops: hops))
        case .dollar:
            guard let hops = around.scope.hopsToOutermost() else {
                throw failure("No top-level object found.", syntax)
            }
            return vm.own(SelfNode(site, hops: hops))
        case .variable(let name): return try variable(name, syntax, around)
        case .superField(let key):
            guard let hops = around.scope.hopsToSelf() else {
                throw failure("Can't use super outside of an object.", syntax)
            }
            let index: Node
            switch key {
            case .name(let name): index = vm.own(ConstantNode(site, .string(vm.string(name))))
            case .computed(let inner): index = try compile(inner, around.inner)
            }
            return vm.own(SuperNode(site, hops: hops, index: index))
        case .memberOfSuper(let name):
            guard let hops = around.scope.hopsToSelf() else {
                throw failure("Can't use super outside of an object.", syntax)
            }
            return vm.own(MemberOfSuperNode(site, hops: hops, name: try compile(name, around.inner)))
        case .parens(let inner): return try compile(inner, around.same)
        case .array(let elements):
            var nodes: [Node] = []
            for element in elements { nodes.append(try compile(element, around.thunk())) }
            return vm.own(ArrayNode(site, elements: nodes))
        case .arrayComprehension(let body, let clauses):
            return try arrayComprehension(body, clauses, site, around)
        case .object(let members): return try object(members, syntax, around)
        case .objectComprehension(let comprehension): return try objectComprehension(comprehension, site, around)
        default: return try compound(syntax, site, around)
        }
    }

    /// Expressions that are made of others.
    private func compound(_ syntax: Syntax, _ site: Site, _ around: Surroundings) throws(SyntaxError) -> Node {
        switch syntax.kind {
        case .binary(let symbol, let left, let right):
            return try binary(symbol, left, right, site, around)
        case .unary(let symbol, let operand):
            return vm.own(UnaryNode(site, symbol, try compile(operand, around.inner)))
        case .field(let target, let name): return try field(target, name, site, around)
        case .index(let target, let index):
            let node = try compile(target, around.inner)
            return vm.own(IndexNode(site, node, try compile(index, around.inner)))
        case .slice(let target, let from, let to, let step):
            let node = try compile(target, around.inner)
            var parts: [Node?] = []
            for part in [from, to, step] {
                if let part { parts.append(try compile(part, around.inner)) } else { parts.append(nil) }
            }
            return vm.own(SliceNode(site.nameless, node, parts))
        case .call(let call): return try self.call(call, site, around)
        case .extend(let base, let object):
            let node = try compile(base, around.inner)
            return vm.own(AddNode(site, node, try compile(object, around.inner)))
        case .function(let parameters, let body):
            return try function(parameters, body, name: around.name, syntax.range, around)
        case .local(let binds, let body):
            let inside = try local(binds, around)
            return try compile(
                body, Surroundings(scope: inside, context: around.context, isTail: around.isTail))
        case .conditional(let condition, let yes, let no):
            let test = try compile(condition, around.inner)
            let first = try compile(yes, around.same)
            let second = try no.map { syntax throws(SyntaxError) in try compile(syntax, around.same) }
            return vm.own(
                ConditionalNode(
                    site, condition: test, yes: first, no: second ?? vm.own(ConstantNode(site, .null))))
        case .assert(let condition, let message, let rest):
            let test = try compile(condition, around.inner)
            let text = try message.map { syntax throws(SyntaxError) in try compile(syntax, around.inner) }
            return vm.own(
                AssertNode(
                    site.nameless, condition: test, message: text, fallback: "Assertion failed",
                    rest: try compile(rest, around.same)))
        case .error(let message): return vm.own(ErrorNode(site, message: try compile(message, around.inner)))
        case .importCode(let path): return try importing(path, .code, site)
        case .importText(let path): return try importing(path, .text, site)
        case .importBytes(let path): return try importing(path, .bytes, site)
        default: return vm.own(ConstantNode(site, .null))
        }
    }

    /// The text of a string literal.
    func literal(_ text: String, _ quoting: Token.Kind, _ range: SourceRange) throws(SyntaxError) -> StringRef {
        guard quoting == .doubleQuoted || quoting == .singleQuoted else { return vm.string(text) }
        switch StringEscapes.unescape(text) {
        case .success(let plain): return vm.string(plain)
        case .failure(let error):
            // The reference tells the place twice.
            throw SyntaxError(message: "\(file.describe(range)) \(error.message)", file: file, range: range)
        }
    }

    private func importing(_ path: Syntax, _ form: ImportNode.Form, _ site: Site) throws(SyntaxError) -> Node {
        guard case .string(let text, let quoting) = path.kind else {
            throw failure("Computed imports are not allowed", path)
        }
        return vm.own(
            ImportNode(site, path: vm.text(try literal(text, quoting, path.range)), form: form))
    }

    private func binary(
        _ symbol: BinaryOperator, _ left: Syntax, _ right: Syntax, _ site: Site, _ around: Surroundings
    ) throws(SyntaxError) -> Node {
        let first = try compile(left, around.inner)
        let second = try compile(right, around.inner)
        switch symbol {
        case .add: return vm.own(AddNode(site, first, second))
        case .subtract, .multiply, .divide: return vm.own(ArithmeticNode(site, symbol, first, second))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return vm.own(CompareNode(site, symbol, first, second))
        case .equal, .unequal: return vm.own(EqualNode(site, negates: symbol == .unequal, first, second))
        case .and, .or: return vm.own(LogicNode(site, isAnd: symbol == .and, first, second))
        case .remainder: return vm.own(OperatorNode(site.nameless, symbol, first, second))
        default: return vm.own(OperatorNode(site, symbol, first, second))
        }
    }

    private func variable(_ name: String, _ syntax: Syntax, _ around: Surroundings) throws(SyntaxError) -> Node {
        let site = site(syntax, around)
        if let (hops, binding) = around.scope.find(name, from: around.scope.plan) {
            return vm.own(VariableNode(site, hops: hops, binding: binding))
        }
        guard name == "std" else { throw failure("Unknown variable: \(name)", syntax) }
        return vm.own(LibraryNode(site))
    }

    private func field(
        _ target: Syntax, _ name: String, _ site: Site, _ around: Surroundings
    ) throws(SyntaxError) -> Node {
        if isLibrary(target, around), let member = vm.libraryMember(name, file: file) {
            return vm.own(ConstantNode(site, member))
        }
        let node = try compile(target, around.inner)
        return vm.own(FieldNode(site, node, symbol: vm.symbol(name)))
    }

    /// Whether an expression is the standard library, and nothing else that goes by its name.
    func isLibrary(_ syntax: Syntax, _ around: Surroundings) -> Bool {
        guard case .variable("std") = syntax.kind else { return false }
        return around.scope.find("std", from: around.scope.plan) == nil
    }

    private func call(_ call: Syntax.Call, _ site: Site, _ around: Surroundings) throws(SyntaxError) -> Node {
        let target = try compile(call.target, around.inner)
        let inside = call.isTailStrict ? around.thunk() : around.thunk()
        var positional: [Node] = []
        for argument in call.positional { positional.append(try compile(argument, inside)) }
        var named: [(name: String, value: Node)] = []
        for (name, value) in call.named { named.append((name, try compile(value, inside))) }
        if let direct = builtinCall(target, positional, named, site) { return direct }
        return vm.own(
            CallNode(
                site, target: target, positional: positional, named: named, isTailStrict: call.isTailStrict,
                isTail: around.isTail))
    }

    /// A direct call of one of the library's functions, nil where the target is something else.
    private func builtinCall(
        _ target: Node, _ positional: [Node], _ named: [(name: String, value: Node)], _ site: Site
    ) -> Node? {
        guard named.isEmpty, let constant = target as? ConstantNode, case .function(let function) = constant.value,
            let builtin = function.pointee.builtin?.takeUnretainedValue(),
            positional.count <= builtin.parameters.count,
            builtin.parameters[positional.count...].allSatisfy(\.isOptional)
        else { return nil }
        return vm.own(BuiltinCallNode(site, builtin: builtin, arguments: positional))
    }
}
