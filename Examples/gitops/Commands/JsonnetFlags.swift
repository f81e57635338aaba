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

    @Option(help: ArgumentHelp("Jsonnet: an external variable from a file.", valueName: "k=file"))
    var extStrFile: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: an external variable given as code.", valueName: "k=e"))
    var extCode: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: an external variable given as code in a file.", valueName: "k=file"))
    var extCodeFile: [String] = []

    @Option(
        name: [.customShort("A"), .customLong("tla-str")],
        help: ArgumentHelp("Jsonnet: a top-level argument.", valueName: "k=v"))
    var tlaStr: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: a top-level argument from a file.", valueName: "k=file"))
    var tlaStrFile: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: a top-level argument given as code.", valueName: "k=e"))
    var tlaCode: [String] = []

    @Option(help: ArgumentHelp("Jsonnet: a top-level argument given as code in a file.", valueName: "k=file"))
    var tlaCodeFile: [String] = []
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

extension JsonnetFlags {
    /// What `--ext-str`, `--ext-code` and their forms with files give.
    var externalVariables: [(String, JsonnetVM.Variable)] {
        get throws {
            try extStr.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.text) }
                + extStrFile.map { try JsonnetFlags.file($0, "importstr") }
                + extCode.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.code) }
                + extCodeFile.map { try JsonnetFlags.file($0, "import") }
        }
    }

    /// What `--tla-str`, `--tla-code` and their forms with files give.
    var topLevelArguments: [(String, JsonnetVM.Variable)] {
        get throws {
            try tlaStr.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.text) }
                + tlaStrFile.map { try JsonnetFlags.file($0, "importstr") }
                + tlaCode.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.code) }
                + tlaCodeFile.map { try JsonnetFlags.file($0, "import") }
        }
    }

    /// `NAME=VALUE`, or `NAME` for the value of the environment variable of that name.
    private static func pair(
        _ text: String, _ make: (String) -> JsonnetVM.Variable
    ) throws -> (String, JsonnetVM.Variable) {
        if let equals = text.firstIndex(of: "=") {
            return (String(text[..<equals]), make(String(text[text.index(after: equals)...])))
        }
        guard let value = Environment.all[text] else {
            throw UsageError("environment variable \(text) was undefined; write \(text)=VALUE")
        }
        return (text, make(value))
    }

    /// `NAME=FILE`: the file is imported, from the current folder or a library.
    private static func file(_ text: String, _ keyword: String) throws -> (String, JsonnetVM.Variable) {
        guard let equals = text.firstIndex(of: "=") else { throw UsageError("\(text) is not NAME=FILE") }
        let path = text[text.index(after: equals)...].split(separator: "'", omittingEmptySubsequences: false)
        return (String(text[..<equals]), .code("\(keyword) @'\(path.joined(separator: "''"))'"))
    }
}
