import ArgumentParser
import Jsonnet

/// `gitops jsonnet`: evaluates a program and prints what the `jsonnet` command prints.
struct JsonnetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jsonnet", abstract: "Evaluates a Jsonnet file.")

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var flags: JsonnetFlags

    @Flag(name: [.customShort("S"), .customLong("string")], help: "The result is a string; print it as it is.")
    var isString = false

    @Option(
        name: [.customShort("m"), .customLong("multi")],
        help: ArgumentHelp(
            "Write each field of the result to a file of that name and print the names.", valueName: "dir"))
    var multi: String?

    @Flag(name: [.customShort("y"), .customLong("yaml-stream")], help: "The result is an array; print a YAML stream.")
    var isYAMLStream = false

    func run() async throws {
        var vm = JsonnetVM(importer: DiskImporter(libraries: flags.libraryPaths))
        vm.trace = { Terminal.standard.message($0) }
        for (name, variable) in try flags.externalVariables { vm.externalVariables[name] = variable }
        for (name, variable) in try flags.topLevelArguments { vm.topLevelArguments[name] = variable }
        do {
            try evaluate(vm)
        } catch let error as JsonnetError {
            // The reference's text, stack trace and all, without a word before it.
            Terminal.standard.message(error.description)
            throw ExitCode(1)
        }
    }

    private func evaluate(_ vm: JsonnetVM) throws {
        if let multi {
            for (name, content) in try vm.evaluateFiles(file: file, isText: isString) {
                let path = multi.hasSuffix("/") ? multi + name : multi + "/" + name
                try OutputFile.write(content, to: path)
                Terminal.standard.print(path)
            }
        } else if isYAMLStream {
            Terminal.standard.printRaw(Array(try vm.evaluateStream(file: file, isText: isString).utf8))
        } else {
            let text = try isString ? vm.evaluateText(file: file) : vm.evaluate(file: file)
            Terminal.standard.printRaw(Array(text.utf8))
        }
    }
}

extension JsonnetFlags {
    /// The values of `--ext-str` and `--ext-code`.
    var externalVariables: [(String, JsonnetVM.Variable)] {
        get throws {
            try extStr.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.text) }
                + extCode.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.code) }
        }
    }

    /// The values of `--tla-str` and `--tla-code`.
    var topLevelArguments: [(String, JsonnetVM.Variable)] {
        get throws {
            try tlaStr.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.text) }
                + tlaCode.map { try JsonnetFlags.pair($0, JsonnetVM.Variable.code) }
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
}
