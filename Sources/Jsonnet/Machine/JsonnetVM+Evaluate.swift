public import Values

extension JsonnetVM {
    /// What to evaluate.
    public enum Program: Hashable, Sendable {
        /// A file, in the importer's terms.
        case file(String)
        /// A text, and what messages call it by; its relative imports start from the current folder.
        case snippet(String, name: String)
    }

    /// Evaluates a file to JSON as the `jsonnet` command prints it: three spaces for each level, a final line feed.
    ///
    /// - Parameter path: the file, in the importer's terms.
    /// - Throws: ``JsonnetError``.
    public func evaluate(file path: String) throws(JsonnetError) -> String { try evaluate(.file(path)) }

    /// Evaluates a text to JSON; see ``evaluate(file:)``.
    ///
    /// - Parameters:
    ///   - snippet: the program.
    ///   - name: what messages call it by; relative imports start from the current folder.
    public func evaluate(snippet: String, named name: String = "snippet.jsonnet") throws(JsonnetError) -> String {
        try evaluate(.snippet(snippet, name: name))
    }

    /// Evaluates a file or a text to JSON; see ``evaluate(file:)``.
    public func evaluate(_ program: Program) throws(JsonnetError) -> String { try evaluate(program, .json) }

    /// Evaluates a program that gives a string, to that string and a final line feed, as `jsonnet -S` does.
    public func evaluateText(_ program: Program) throws(JsonnetError) -> String { try evaluate(program, .text) }

    /// Evaluates a program that gives an object of files, as `jsonnet -m` does.
    ///
    /// - Parameters:
    ///   - program: what to evaluate.
    ///   - isText: whether the files are strings rather than JSON, as with `-S`.
    /// - Returns: name and content of each file, in the order of the names.
    public func evaluateFiles(
        _ program: Program, isText: Bool = false
    ) throws(JsonnetError) -> [(name: String, content: String)] {
        try run(program) { vm, value throws(Failure) in try vm.writeFiles(value, isText: isText) }
    }

    /// Evaluates a program that gives an array of documents to a YAML stream, as `jsonnet -y` does.
    ///
    /// - Parameters:
    ///   - program: what to evaluate.
    ///   - isText: whether the documents are strings rather than JSON, as with `-S`.
    public func evaluateStream(_ program: Program, isText: Bool = false) throws(JsonnetError) -> String {
        try run(program) { vm, value throws(Failure) in try vm.writeStream(value, isText: isText) }
    }

    /// Evaluates a file to a value of the engine's tree; keys are in the order of their names.
    public func evaluateValue(file path: String) throws(JsonnetError) -> Value {
        try run(.file(path)) { vm, value throws(Failure) in
            do throws(Failure) { return try vm.export(value) } catch { throw error.noting("During manifestation") }
        }
    }

    /// Evaluates a text to a value of the engine's tree; see ``evaluateValue(file:)``.
    public func evaluateValue(
        snippet: String, named name: String = "snippet.jsonnet"
    ) throws(JsonnetError) -> Value {
        try run(.snippet(snippet, name: name)) { vm, value throws(Failure) in
            do throws(Failure) { return try vm.export(value) } catch { throw error.noting("During manifestation") }
        }
    }

    private enum Form {
        case json, text
    }

    private func evaluate(_ program: Program, _ form: Form) throws(JsonnetError) -> String {
        try run(program) { vm, value throws(Failure) in
            var bytes = try vm.document(value, isText: form == .text)
            bytes.append(UInt8(ascii: "\n"))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Evaluates on a stack of its own and hands the result to a closure there.
    func run<Result>(
        _ program: Program, _ body: (Interpreter, Datum) throws(Failure) -> Result
    ) throws(JsonnetError) -> Result {
        var outcome: Swift.Result<Result, JsonnetError>?
        var bytes = min(max(settings.maximumStackFrames, 0), 1 << 20) * 6_144
        bytes = min(max(bytes, 128 << 20), 4 << 30)
        while bytes >= 1 << 19 {
            // A system short of address space may still have room for less.
            let hasRun = BigStack.run(bytes: bytes) {
                outcome = evaluateHere(program, stackBytes: bytes - (128 << 10), body)
            }
            if hasRun { break }
            bytes /= 4
        }
        guard let outcome else {
            throw JsonnetError(
                code: .limitExceeded, message: "no thread to evaluate on",
                text: "RUNTIME ERROR: no thread to evaluate on\n")
        }
        return try outcome.get()
    }

    private func evaluateHere<Result>(
        _ program: Program, stackBytes: Int, _ body: (Interpreter, Datum) throws(Failure) -> Result
    ) -> Swift.Result<Result, JsonnetError> {
        let vm = Interpreter(settings: settings, importer: importer, stackBytes: stackBytes)
        vm.traceOutput = trace
        vm.externalVariables = externalVariables
        for native in natives { vm.natives[native.name] = native.builtin }
        do throws(JsonnetError) {
            let file = try vm.source(of: program)
            let (code, slotCount) = try vm.compile(file)
            do throws(Failure) {
                let value = try vm.evaluateProgram(code, slotCount, arguments: topLevelArguments)
                return .success(try body(vm, value))
            } catch { throw JsonnetError(error) }
        } catch { return .failure(error) }
    }
}
