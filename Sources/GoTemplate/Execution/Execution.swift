import LinearRegex

/// One run of a template: its variables, its output and its bounds. Used by one thread.
final class Execution {
    /// A value with Go's static type where that shows: whether it sits in an `interface {}`.
    struct Slot {
        var value: GoValue
        var isInterface: Bool
    }

    /// Which template is being executed.
    struct Frame {
        let entry: TemplateSet.Entry
        let base: Int

        var program: Program { entry.file.program }
    }

    /// How a list of statements ended.
    enum Flow {
        case normal
        case leaveLoop
        case nextIteration
    }

    /// What the executor is working on, for the place in an error.
    enum Subject {
        case none
        case node(Int32)
        case pipe(Int32)
        case command(Int32)
        case operand(Int32)
    }

    // One thread runs an execution, and no access to these spans another one: the checks at run time find nothing.
    var set: TemplateSet
    let host: TemplateHost
    let limits: TemplateLimits
    let functions: [TemplateFunction]
    @exclusivity(unchecked) var output: [UInt8] = []
    @exclusivity(unchecked) var variables: [Slot] = []
    @exclusivity(unchecked) var subject = Subject.none
    @exclusivity(unchecked) var depth = 0
    /// How many statements and pipelines are being worked on inside each other.
    @exclusivity(unchecked) var nesting = 0
    @exclusivity(unchecked) var stack = StackSpace()
    @exclusivity(unchecked) var steps = 0
    /// The templates whose `include` is being worked on, from the outermost one.
    var included: [TemplateSet.Entry] = []
    var patterns: [String: RegexPattern] = [:]

    init(set: TemplateSet, host: TemplateHost) {
        self.set = set
        self.host = host
        limits = set.limits
        functions = set.functions.functions
        output.reserveCapacity(4096)
        variables.reserveCapacity(64)
    }

    func run(_ name: String, _ data: GoValue) throws(TemplateError) -> [UInt8] {
        guard let entry = set.entry(name) else {
            throw TemplateError(
                .execution, "template \(GoQuoting.quoted(name)) is not defined", template: name, line: 0)
        }
        try invoke(entry, data)
        return output
    }

    /// Executes a template on top of what was written.
    func invoke(_ entry: TemplateSet.Entry, _ data: GoValue, isInterface: Bool = false) throws(TemplateError) {
        let base = variables.count
        let size = entry.definition.frameSize
        for _ in 0..<size { variables.append(Slot(value: .invalid, isInterface: false)) }
        let dot = Slot(value: data, isInterface: isInterface)
        variables[base] = dot
        depth += 1
        let outer = subject
        defer {
            depth -= 1
            variables.removeLast(variables.count - base)
        }
        subject = .none
        _ = try walk(entry.definition.list, Frame(entry: entry, base: base), dot)
        subject = outer
    }

    func spend(_ count: Int) throws(FunctionFailure) {
        steps &+= count
        if steps > limits.maximumSteps || count < 0 {
            throw FunctionFailure("exceeded the limit of \(limits.maximumSteps) steps", isLimit: true)
        }
    }

    // MARK: - Errors

    func failure(_ code: TemplateError.Code = .execution, _ message: String, _ frame: Frame) -> TemplateError {
        let program = frame.program
        let position: Int32
        let context: String
        switch subject {
        case .none:
            var error = TemplateError(code, message, template: frame.entry.definition.name, line: 0)
            error.executing = frame.entry.definition.name
            return error
        case .node(let index):
            position = program.nodes[Int(index)].position
            context = program.text(ofNode: Int(index))
        case .pipe(let index):
            position = program.pipes[Int(index)].position
            context = program.text(ofPipe: Int(index))
        case .command(let index):
            position = program.commands[Int(index)].position
            context = program.text(ofCommand: Int(index))
        case .operand(let index):
            position = program.operands[Int(index)].position
            context = program.text(ofOperand: Int(index))
        }
        let place = frame.entry.file.place(of: Int(position))
        var error = TemplateError(code, message, template: frame.entry.file.name, line: place.line)
        error.column = place.column
        error.executing = frame.entry.definition.name
        error.context = context
        return error
    }

    func step(_ frame: Frame) throws(TemplateError) {
        steps &+= 1
        if steps > limits.maximumSteps {
            throw failure(.limitExceeded, "exceeded the limit of \(limits.maximumSteps) steps", frame)
        }
        if output.count > limits.maximumOutput {
            throw failure(
                .limitExceeded, "output is larger than the limit of \(limits.maximumOutput) bytes", frame)
        }
    }

    // MARK: - Statements

    func walk(_ list: Int32, _ frame: Frame, _ dot: Slot) throws(TemplateError) -> Flow {
        nesting += 1
        defer { nesting -= 1 }
        // The first levels fit on any stack; after that every eighth looks how much is left.
        if nesting & 7 == 0, stack.isScarce() {
            return try onFreshStack(frame) {
                do throws(TemplateError) { return .success(try self.steps(list, frame, dot)) } catch {
                    return .failure(error)
                }
            }
        }
        return try steps(list, frame, dot)
    }

    /// Goes on where there is stack enough for deep nesting.
    func onFreshStack<Outcome>(
        _ frame: Frame, _ body: @escaping () -> Result<Outcome, TemplateError>
    ) throws(TemplateError) -> Outcome {
        guard let outcome = stack.onFreshStack(body) else {
            throw failure(.limitExceeded, "templates are nested too deeply for the stack", frame)
        }
        return try outcome.get()
    }

    private func steps(_ list: Int32, _ frame: Frame, _ dot: Slot) throws(TemplateError) -> Flow {
        let program = frame.program
        for child in program.lists[Int(list)].range {
            let index = program.children[child]
            let node = program.nodes[Int(index)]
            switch node.kind {
            case .text: output.append(contentsOf: program.text[Int(node.first)..<Int(node.first + node.second)])
            case .action:
                let value = try pipeline(node.first, frame, dot)
                if program.pipes[Int(node.first)].declarations.count == 0 { write(value) }
                try step(frame)
            case .ifNode, .with:
                let flow = try conditional(node, frame, dot)
                if flow != .normal { return flow }
            case .range:
                let flow = try range(node, index, frame, dot)
                if flow != .normal { return flow }
            case .template: try template(node, index, frame, dot)
            case .breakNode: return .leaveLoop
            case .continueNode: return .nextIteration
            }
        }
        return .normal
    }

    private func conditional(_ node: Program.Node, _ frame: Frame, _ dot: Slot) throws(TemplateError) -> Flow {
        let value = try pipeline(node.first, frame, dot)
        if value.isTrue {
            return try walk(node.second, frame, node.kind == .with ? Slot(value: value, isInterface: false) : dot)
        }
        return node.third >= 0 ? try walk(node.third, frame, dot) : .normal
    }

    private func template(
        _ node: Program.Node, _ index: Int32, _ frame: Frame, _ dot: Slot
    ) throws(TemplateError) {
        subject = .node(index)
        let name = frame.program.strings[Int(node.first)]
        guard let entry = set.entry(name) else {
            throw failure(.execution, "template \(GoQuoting.quoted(name)) not defined", frame)
        }
        guard depth < limits.maximumDepth else {
            throw failure(
                .limitExceeded, "exceeded maximum template depth (\(limits.maximumDepth))", frame)
        }
        let data = node.second >= 0 ? try pipeline(node.second, frame, dot) : .invalid
        try invoke(entry, data)
    }

    func write(_ value: GoValue) {
        switch value {
        case .string(let text): ByteText.append(text, to: &output)
        case .invalid, .null: output.append(contentsOf: "<no value>".utf8)
        case .int(let number): output.append(contentsOf: String(number).utf8)
        default:
            var printer = GoPrinter()
            printer.maximumBytes = limits.maximumOutput
            swap(&printer.output, &output)
            printer.printResult(value)
            swap(&printer.output, &output)
        }
    }
}
