/// Why a program gave no result.
///
/// ``message`` is the first line as the `jsonnet` command has it, ``description`` the whole text with places and the
/// stack trace.
public struct JsonnetError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case syntax, runtime, limitExceeded, notFound, unexpectedResult }

        private let kind: Kind

        /// The text is no program.
        public static let syntax = Code(kind: .syntax)
        /// The program failed while running, or failed on purpose.
        public static let runtime = Code(kind: .runtime)
        /// A bound of ``JsonnetVM/Settings`` was passed.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// The file to evaluate is not there.
        public static let notFound = Code(kind: .notFound)
        /// The result is not of the kind that the output wants, such as a string.
        public static let unexpectedResult = Code(kind: .unexpectedResult)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// What is wrong, in one sentence, with its place where that is known before running.
    public var message: String
    /// The lines of the stack trace, the innermost first: each a place, and what the code there belongs to.
    public var trace: [String]
    private let text: String

    init(code: Code, message: String, trace: [String] = [], text: String) {
        self.code = code
        self.message = message
        self.trace = trace
        self.text = text
    }

    init(_ error: SyntaxError) {
        self.init(code: .syntax, message: error.summary, text: error.report)
    }

    init(_ failure: Failure) {
        let lines = failure.state.trace.map { line in
            switch line {
            case .site(let file, let range, let context): "\(file.describe(range))\t\(context.description)"
            case .note(let text): "\(text)\t"
            }
        }
        let message = "RUNTIME ERROR: \(failure.state.message)"
        self.init(
            code: failure.state.code, message: message, trace: lines,
            text: JsonnetError.report(message, lines, limit: JsonnetError.shownLines))
    }

    /// The text that the `jsonnet` command writes with `--max-trace`.
    ///
    /// - Parameter limit: most lines of the trace; of a longer one the middle is left out. 0 shows all.
    public func report(traceLines limit: Int) -> String {
        trace.isEmpty ? text : JsonnetError.report(message, trace, limit: limit)
    }

    private static func report(_ message: String, _ lines: [String], limit: Int) -> String {
        var text = "\(message)\n"
        for (index, line) in lines.enumerated() {
            if limit > 0, lines.count > limit, index >= limit / 2, index < lines.count - limit / 2 {
                if index == limit / 2 { text += "\t...\n" }
                continue
            }
            text += "\t\(line)\n"
        }
        return text
    }

    /// Lines of a trace that ``description`` shows; of longer ones the middle is left out.
    private static let shownLines = 20
}

extension JsonnetError: Equatable {
    /// Equal when the codes are.
    public static func == (left: JsonnetError, right: JsonnetError) -> Bool { left.code == right.code }
}

extension JsonnetError: CustomStringConvertible {
    /// The text that the `jsonnet` command writes.
    public var description: String { text }
}
