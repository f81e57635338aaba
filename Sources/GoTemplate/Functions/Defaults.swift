/// Defaults, types and the functions that stop a rendering.
enum Defaults {
    static var all: [TemplateFunction] { choosing + types + stopping }

    /// sprig's `empty`: zero, false, nil and whatever has no length.
    static func isEmpty(_ value: GoValue) -> Bool { !value.isTrue }

    private static var choosing: [TemplateFunction] {
        [
            TemplateFunction("default", "aa*") { call in call.count < 2 || isEmpty(call[1]) ? call[0] : call[1] },
            TemplateFunction("empty", "a") { call in .bool(isEmpty(call[0])) },
            TemplateFunction("coalesce", "a*") { call in call.arguments.first { !isEmpty($0) } ?? .null },
            TemplateFunction("all", "a*") { call in .bool(call.arguments.allSatisfy { !isEmpty($0) }) },
            TemplateFunction("any", "a*") { call in .bool(call.arguments.contains { !isEmpty($0) }) },
            TemplateFunction("ternary", "aab") { call in call.bool(2) ? call[0] : call[1] },
        ]
    }

    private static var types: [TemplateFunction] {
        [
            TemplateFunction("typeOf", "a") { call in .string(call[0].typeName) },
            TemplateFunction("typeIs", "sa") { call in .bool(call.string(0) == call[1].typeName) },
            TemplateFunction("typeIsLike", "sa") { call in
                .bool(call.string(0) == call[1].typeName || "*" + call.string(0) == call[1].typeName)
            },
            TemplateFunction("kindOf", "a") { call in .string(call[0].kindName) },
            TemplateFunction("kindIs", "sa") { call in .bool(call.string(0) == call[1].kindName) },
            TemplateFunction("deepEqual", "aa") { call in .bool(GoValue.deepEqual(call[0], call[1])) },
        ]
    }

    private static var stopping: [TemplateFunction] {
        [
            TemplateFunction("fail", "s") { call in throw FunctionFailure(call.string(0), isDeliberate: true) }
        ]
    }
}
