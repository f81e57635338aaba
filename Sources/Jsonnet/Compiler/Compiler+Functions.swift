extension Compiler {
    /// A function with a frame of its own for its parameters and the locals of its body.
    func function(
        _ parameters: [Syntax.Parameter], _ body: Syntax, name: String?, _ range: SourceRange, _ around: Surroundings
    ) throws(SyntaxError) -> FunctionNode {
        let plan = FramePlan(parent: around.scope.plan)
        let scope = Scope(parent: around.scope, plan: plan)
        let context = TraceContext.function(name)
        let inside = Surroundings(scope: scope, context: context, isTail: true)
        var bindings: [Binding] = []
        for parameter in parameters { bindings.append(scope.bind(parameter.name)) }
        for (parameter, binding) in zip(parameters, bindings) {
            guard let fallback = parameter.fallback else { continue }
            binding.code = try compile(fallback, inside.thunk(parameter.name))
        }
        let code = try compile(body, inside)
        let site = Site(file: file, range: range, context: around.context)
        return vm.own(
            FunctionNode(
                site,
                parameters: parameters.map {
                    FunctionNode.Parameter(name: $0.name, isOptional: $0.fallback != nil)
                }, slotCount: plan.slotCount, body: code))
    }

    /// The scope of a `local`, all of whose bindings see each other.
    func local(_ binds: [Syntax.Bind], _ around: Surroundings) throws(SyntaxError) -> Scope {
        let scope = Scope(parent: around.scope, plan: around.scope.plan)
        try fill(binds, in: scope, around)
        return scope
    }

    /// Binds names in a scope.
    func fill(_ binds: [Syntax.Bind], in scope: Scope, _ around: Surroundings) throws(SyntaxError) {
        let bindings = binds.map { scope.bind($0.name) }
        for (bind, binding) in zip(binds, bindings) {
            let inside = Surroundings(scope: scope, context: around.context)
            if let parameters = bind.parameters {
                binding.code = try function(parameters, bind.body, name: bind.name, bind.range, inside)
            } else {
                binding.code = try compile(bind.body, inside.thunk(bind.name))
            }
        }
    }
}
