extension Compiler {
    /// `[body for …]`.
    func arrayComprehension(
        _ body: Syntax, _ clauses: [Syntax.Clause], _ site: Site, _ around: Surroundings
    ) throws(SyntaxError) -> Node {
        let (parts, scope) = try self.clauses(clauses, around)
        let code = try compile(body, Surroundings(scope: scope, context: .thunk(nil, in: around.context)))
        return vm.own(ArrayComprehensionNode(site.nameless, clauses: finish(parts), body: code))
    }

    /// `{ [name]: body for … }`.
    func objectComprehension(
        _ comprehension: Syntax.Comprehension, _ site: Site, _ around: Surroundings
    ) throws(SyntaxError) -> Node {
        let (parts, scope) = try clauses(comprehension.clauses, around)
        guard case .computed(let name) = comprehension.field.name else {
            return vm.own(ConstantNode(site, .null))
        }
        let key = try compile(name, Surroundings(scope: scope, context: around.context))
        let plan = FramePlan(parent: scope.plan, isObject: true)
        let objectScope = Scope(parent: scope, plan: plan)
        let inside = Surroundings(scope: objectScope, context: .object(around.name))
        try fill(comprehension.locals, in: objectScope, inside)
        let field = comprehension.field
        let code: Node
        if let parameters = field.parameters {
            code = try function(parameters, field.body, name: nil, field.range, inside)
        } else {
            code = try compile(field.body, inside)
        }
        let template = ObjectNode.Field(
            symbol: nil, name: nil, visibility: .inherited, extends: field.extends,
            frameSlots: Int32(truncatingIfNeeded: plan.slotCount), code: code)
        return vm.own(
            ObjectComprehensionNode(
                site.nameless, clauses: finish(parts), name: key, field: template, localCount: plan.slotCount))
    }

    /// A clause whose frame may still grow.
    private enum Part {
        case each(Node, FramePlan)
        case when(Node)
    }

    private func clauses(
        _ clauses: [Syntax.Clause], _ around: Surroundings
    ) throws(SyntaxError) -> (parts: [Part], scope: Scope) {
        var scope = around.scope
        var parts: [Part] = []
        for clause in clauses {
            let place = Surroundings(scope: scope, context: around.context)
            switch clause {
            case .when(let condition): parts.append(.when(try compile(condition, place)))
            case .each(let name, let source):
                let code = try compile(source, place)
                let plan = FramePlan(parent: scope.plan)
                scope = Scope(parent: scope, plan: plan)
                _ = scope.bind(name)
                parts.append(.each(code, plan))
            }
        }
        return (parts, scope)
    }

    private func finish(_ parts: [Part]) -> Clauses {
        Clauses(
            clauses: parts.map {
                switch $0 {
                case .each(let code, let plan): .each(code, slotCount: plan.slotCount)
                case .when(let code): .when(code)
                }
            })
    }
}
