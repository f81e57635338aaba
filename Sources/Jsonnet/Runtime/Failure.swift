/// A program's error on its way out; every call that it leaves adds a line to its trace.
struct Failure: Error {
    /// What the failures of an evaluation share while they travel.
    ///
    /// `@unchecked Sendable`: confined to the evaluation that throws it, which runs on one thread and copies the
    /// content into a ``JsonnetError`` before it lets go of it.
    final class State: @unchecked Sendable {
        let message: String
        let code: JsonnetError.Code
        var trace: [Line] = []

        init(message: String, code: JsonnetError.Code) {
            self.message = message
            self.code = code
        }
    }

    /// A line of a stack trace.
    enum Line {
        case site(SourceFile, SourceRange, TraceContext)
        case note(String)
    }

    let state: State

    init(_ message: String, code: JsonnetError.Code = .runtime) {
        state = State(message: message, code: code)
    }

    /// The same failure with one more line of trace.
    func at(_ site: Site) -> Failure {
        state.trace.append(.site(site.file, site.range, site.context))
        return self
    }

    /// The same failure with a line of trace that tells no place.
    func noting(_ text: @autoclosure () -> String) -> Failure {
        state.trace.append(.note(text()))
        return self
    }

    static let stackOverflow = "max stack frames exceeded."
}

/// Where code stands, as messages tell it.
struct Site {
    let file: SourceFile
    let range: SourceRange
    let context: TraceContext

    /// Another place in the same surroundings.
    func over(_ other: Site) -> Site { Site(file: other.file, range: other.range, context: context) }

    /// The same place where it is told without a name, as the reference does for what it expands.
    var nameless: Site { Site(file: file, range: range, context: .nameless) }
}

/// What code belongs to, as the second column of a stack trace tells it.
final class TraceContext: Sendable {
    private enum Kind: Sendable {
        case plain(String)
        case named(String, String)
        case thunk(String?, TraceContext)
    }

    private let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// The outermost expression of a file.
    static let file = TraceContext(.plain("$"))
    /// Code that is told without a name.
    static let nameless = TraceContext(.plain(""))

    static func function(_ name: String?) -> TraceContext { TraceContext(.named("function", name ?? "anonymous")) }
    static func object(_ name: String?) -> TraceContext { TraceContext(.named("object", name ?? "anonymous")) }
    static func thunk(_ name: String?, in outer: TraceContext) -> TraceContext { TraceContext(.thunk(name, outer)) }

    /// The text of the column.
    var description: String {
        switch kind {
        case .plain(let text): text
        case .named(let what, let name): "\(what) <\(name)>"
        case .thunk(let name?, let outer): "thunk <\(name)> from <\(outer.description)>"
        case .thunk(nil, let outer): "thunk from <\(outer.description)>"
        }
    }
}
