extension Compiler {
    /// An object literal: a frame for each layer holds its locals, then the values of its fields.
    func object(_ members: [Syntax.Member], _ syntax: Syntax, _ around: Surroundings) throws(SyntaxError) -> Node {
        let plan = FramePlan(parent: around.scope.plan, isObject: true)
        let scope = Scope(parent: around.scope, plan: plan)
        var binds: [Syntax.Bind] = []
        for case .local(let bind) in members { binds.append(bind) }
        let inside = Surroundings(scope: scope, context: .object(around.name))
        try fill(binds, in: scope, inside)
        let localCount = plan.slotCount
        var fields: [ObjectNode.Field] = []
        var assertions: [ObjectNode.Assertion] = []
        for member in members {
            switch member {
            case .local: break
            case .field(let field): fields.append(try self.field(field, around, inside))
            case .assert(let condition, let message, let range):
                assertions.append(try assertion(condition, message, range, inside))
            }
        }
        let node = vm.own(
            ObjectNode(
                site(syntax, around), fields: fields, assertions: assertions, localCount: localCount))
        node.prepare(vm)
        return node
    }

    private func field(
        _ field: Syntax.Field, _ around: Surroundings, _ inside: Surroundings
    ) throws(SyntaxError) -> ObjectNode.Field {
        var symbol: Int32?
        var name: Node?
        switch field.name {
        case .fixed(let text, let kind):
            symbol = kind == .identifier ? vm.symbol(text) : vm.symbol(try literal(text, kind, field.range))
        case .computed(let expression): name = try compile(expression, around.inner)
        }
        let (code, slots) = try fieldBody(field, inside)
        return ObjectNode.Field(
            symbol: symbol, name: name, visibility: field.visibility, extends: field.extends, frameSlots: slots,
            code: code)
    }

    /// The body of a field with the number of slots that it needs in a frame of its own, -1 where it needs none.
    private func fieldBody(_ field: Syntax.Field, _ inside: Surroundings) throws(SyntaxError) -> (Node, Int32) {
        // A body without locals runs in the layer's frame: its own would stay empty.
        if field.parameters == nil, !Compiler.bindsLocals(field.body) {
            return (try compile(field.body, inside), -1)
        }
        let plan = FramePlan(parent: inside.scope.plan)
        let scope = Scope(parent: inside.scope, plan: plan)
        let place = Surroundings(scope: scope, context: inside.context)
        if let parameters = field.parameters {
            return (try function(parameters, field.body, name: nil, field.range, inside), -1)
        }
        let code = try compile(field.body, place)
        return (code, Int32(truncatingIfNeeded: plan.slotCount))
    }

    private func assertion(
        _ condition: Syntax, _ message: Syntax?, _ range: SourceRange, _ inside: Surroundings
    ) throws(SyntaxError) -> ObjectNode.Assertion {
        let plan = FramePlan(parent: inside.scope.plan)
        let place = Surroundings(scope: Scope(parent: inside.scope, plan: plan), context: .nameless)
        let test = try compile(condition, place)
        let text = try message.map { syntax throws(SyntaxError) in try compile(syntax, place) }
        let node = vm.own(
            AssertNode(
                Site(file: file, range: range, context: .nameless), condition: test, message: text,
                fallback: "Object assertion failed.", rest: nil))
        return ObjectNode.Assertion(code: node, slotCount: plan.slotCount)
    }

    /// Whether an expression has locals that would live in the frame it runs in.
    static func bindsLocals(_ syntax: Syntax) -> Bool {
        switch syntax.kind {
        case .null, .bool, .number, .string, .self, .dollar, .variable, .function, .object, .importCode, .importText,
            .importBytes:
            // Objects and functions have frames of their own; computed names of an object are the rare exception.
            if case .object(let members) = syntax.kind {
                for case .field(let field) in members {
                    if case .computed(let name) = field.name, bindsLocals(name) { return true }
                }
            }
            return false
        case .local: return true
        case .superField(.name): return false
        case .superField(.computed(let inner)), .memberOfSuper(let inner), .parens(let inner), .unary(_, let inner),
            .error(let inner), .field(let inner, _):
            return bindsLocals(inner)
        case .array(let elements): return elements.contains(where: bindsLocals)
        case .binary(_, let left, let right), .index(let left, let right), .extend(let left, let right):
            return bindsLocals(left) || bindsLocals(right)
        case .slice(let target, let from, let to, let step):
            return [target, from, to, step].contains { $0.map(bindsLocals) ?? false }
        case .call(let call):
            return bindsLocals(call.target) || call.positional.contains(where: bindsLocals)
                || call.named.contains { bindsLocals($0.value) }
        case .conditional(let condition, let yes, let no):
            return [condition, yes, no].contains { $0.map(bindsLocals) ?? false }
        case .assert(let condition, let message, let rest):
            return [condition, message, rest].contains { $0.map(bindsLocals) ?? false }
        case .arrayComprehension(_, let clauses): return bindsLocals(firstSource(of: clauses))
        case .objectComprehension(let comprehension): return bindsLocals(firstSource(of: comprehension.clauses))
        }
    }

    /// Only the first array of a comprehension is evaluated outside of its frames.
    private static func firstSource(of clauses: [Syntax.Clause]) -> Syntax {
        guard case .each(_, let source) = clauses.first else { return Syntax(.null, SourceRange(0, 0), height: 0) }
        return source
    }
}
