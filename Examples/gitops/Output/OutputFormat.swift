import ArgumentParser
import Values

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// A table for people.
    case table
    /// JSON for programs.
    case json
    /// YAML for programs.
    case yaml
    /// Names alone, one a line.
    case name
}

/// The flag that chooses the format.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: "table, json, yaml or name.")
    var output: OutputFormat = .table

    /// Prints a value for programs, or what `table` makes of it for people.
    func print(_ value: @autoclosure () -> Value, names: @autoclosure () -> [String], table: () -> String) {
        switch output {
        case .table: Terminal.standard.print(table())
        case .json: Terminal.standard.print(value().jsonText(.pretty(indent: 2)))
        case .yaml: Terminal.standard.print(value().yamlText())
        case .name: for name in names() { Terminal.standard.print(name) }
        }
    }
}
