import ArgumentParser
import Jsonnet
import ManifestRender

/// The flags of a Jsonnet evaluation, named as the `jsonnet` command names them.
struct JsonnetFlags: ParsableArguments {
    @Option(
        name: [.customShort("J"), .customLong("jpath")],
        help: ArgumentHelp("Jsonnet: a folder of libraries; the last given is searched first.", valueName: "dir"))
    var libraryPaths: [String] = []

    @Option(
        name: [.customShort("V"), .customLong("ext-str")],
        help: ArgumentHelp("Jsonnet: an external variable.", valueName: "k=v"))
    var extStr: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: an external variable given as code.", valueName: "k=e"))
    var extCode: [String] = []

    @Option(
        name: [.customShort("A"), .customLong("tla-str")],
        help: ArgumentHelp("Jsonnet: a top-level argument.", valueName: "k=v"))
    var tlaStr: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: a top-level argument given as code.", valueName: "k=e"))
    var tlaCode: [String] = []
}

extension JsonnetFlags {
    /// The flags as options of a rendering; library folders are told from the current folder, as everywhere on a command
    /// line, or from the root of a commit.
    func options(in located: LocatedSource?) throws -> JsonnetOptions {
        func variables(_ pairs: [(String, JsonnetVM.Variable)]) -> [JsonnetOptions.Variable] {
            pairs.map { name, variable in
                switch variable {
                case .text(let text): JsonnetOptions.Variable(name: name, value: text)
                case .code(let code): JsonnetOptions.Variable(name: name, value: code, isCode: true)
                }
            }
        }
        return JsonnetOptions(
            externalVariables: variables(try externalVariables), topLevelArguments: variables(try topLevelArguments),
            libraries: libraryPaths.map { located?.pathInTree($0) ?? $0 })
    }
}
