/// A function of the standard library.
final class Builtin: Sendable {
    /// What the function does, given a slot for each parameter; a missing optional argument is `absent`.
    typealias Body = @Sendable (Interpreter, UnsafeMutablePointer<Datum>) throws(Failure) -> Datum

    /// One parameter.
    struct Parameter: Sendable {
        let name: String
        let isOptional: Bool
        /// Whether the argument is handed over without being evaluated.
        let isLazy: Bool
    }

    let name: String
    let parameters: [Parameter]
    /// Whether the function asks where it was called.
    let wantsSite: Bool
    let body: Body

    /// - Parameter parameters: names in order; `?` after one marks it as optional, `~` as handed over unevaluated.
    init(_ name: String, _ parameters: String, wantsSite: Bool = false, _ body: @escaping Body) {
        self.name = name
        self.parameters = parameters.split(separator: " ").map { word in
            Parameter(
                name: word.filter { $0 != "?" && $0 != "~" }, isOptional: word.contains("?"),
                isLazy: word.contains("~"))
        }
        self.wantsSite = wantsSite
        self.body = body
    }
}

/// The standard library.
enum Library {
    /// All functions by name, made once.
    static let functions: [String: Builtin] = {
        var functions: [String: Builtin] = [:]
        let groups = [
            types, numbers, strings, moreStrings, escapes, arrays, folds, sets, objects, manifests, parsers, digests,
            environment, comparisons,
        ]
        for group in groups {
            for function in group { functions[function.name] = function }
        }
        return functions
    }()
}

extension Interpreter {
    /// A member of the standard library as a program in a file sees it, nil where there is none.
    func libraryMember(_ name: String, file: SourceFile) -> Datum? {
        switch name {
        case "pi": return .number(.pi)
        case "thisFile": return .string(string(file.name))
        default:
            if let known = libraryFunctions[name] { return .function(known) }
            guard let builtin = Library.functions[name] else { return nil }
            let function = heap.cell(
                FunctionCell(code: nil, frame: nil, builtin: Unmanaged.passUnretained(builtin)))
            libraryFunctions[name] = function
            return .function(function)
        }
    }

    /// `std` as an object; all of its members are hidden.
    func libraryObject(for file: SourceFile) -> ObjectRef {
        if let known = libraries[file.name] { return known }
        let names = Array(Library.functions.keys) + ["pi", "thisFile"]
        let object = object(
            symbols: names.map { symbol($0) }, values: names.map { libraryMember($0, file: file) ?? .null })
        if let table = object.pointee.layers?.pointee.table {
            for position in 0..<table.pointee.count { table.pointee.fields[position].visibility = .hidden }
        }
        libraries[file.name] = object
        return object
    }

    func number(_ value: Datum) throws(Failure) -> Double {
        guard case .number(let number) = value else { throw Failure(unexpected: value, expected: "number") }
        return number
    }

    func integer(_ value: Datum) throws(Failure) -> Int {
        let number = try number(value)
        guard let integer = Int32(exactly: number) else {
            throw Failure("Expected an integer, but got \(GoText.shortest(number))")
        }
        return Int(integer)
    }

    func bool(_ value: Datum) throws(Failure) -> Bool {
        guard case .bool(let holds) = value else { throw Failure(unexpected: value, expected: "boolean") }
        return holds
    }

    func string(_ value: Datum) throws(Failure) -> StringRef {
        guard case .string(let string) = value else { throw Failure(unexpected: value, expected: "string") }
        return string
    }

    func array(_ value: Datum) throws(Failure) -> ArrayRef {
        guard case .array(let array) = value else { throw Failure(unexpected: value, expected: "array") }
        return array
    }

    func object(_ value: Datum) throws(Failure) -> ObjectRef {
        guard case .object(let object) = value else { throw Failure(unexpected: value, expected: "object") }
        return object
    }

    func function(_ value: Datum) throws(Failure) -> FunctionRef {
        guard case .function(let function) = value else { throw Failure(unexpected: value, expected: "function") }
        return function
    }

    func isAbsent(_ value: Datum) -> Bool {
        if case .absent = value { return true }
        return false
    }
}

/// `std` where it is used as a value.
final class LibraryNode: Node {
    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        .object(vm.libraryObject(for: site.file))
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum { .object(vm.libraryObject(for: site.file)) }
}
