/// The functions that templates are compiled against: immutable, shared by every template and thread.
public final class FunctionTable: Sendable {
    let functions: [TemplateFunction]
    private let positions: [String: Int]

    /// A table; of functions with one name the last counts.
    public init(_ functions: [TemplateFunction]) {
        var kept: [TemplateFunction] = []
        var positions: [String: Int] = [:]
        for function in functions {
            if let position = positions[function.name] {
                kept[position] = function
            } else {
                positions[function.name] = kept.count
                kept.append(function)
            }
        }
        self.functions = kept
        self.positions = positions
    }

    /// This table with more functions, which replace those of the same names, and without some.
    public func adding(_ more: [TemplateFunction], removing names: Set<String> = []) -> FunctionTable {
        FunctionTable(functions.filter { !names.contains($0.name) } + more)
    }

    func index(of name: String) -> Int? { positions[name] }

    /// The names of all functions, sorted.
    public var names: [String] { positions.keys.sorted() }
}
