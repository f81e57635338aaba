import ArgumentParser
import Jsonnet

/// `gitops jsonnet`: evaluates a program and prints what the `jsonnet` command prints.
struct JsonnetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jsonnet", abstract: "Evaluates a Jsonnet file.",
        discussion: "Libraries are also looked for in the folders that JSONNET_PATH names, separated by colons.")

    @Argument(help: "The file; - reads the standard input.")
    var file: String

    @OptionGroup var flags: JsonnetFlags

    @Flag(name: [.customShort("e"), .customLong("exec")], help: "The argument is the program itself.")
    var isProgram = false

    @Flag(name: [.customShort("S"), .customLong("string")], help: "The result is a string; print it as it is.")
    var isString = false

    @Option(
        name: [.customShort("m"), .customLong("multi")],
        help: ArgumentHelp(
            "Write each field of the result to a file of that name and print the names.", valueName: "dir"))
    var multi: String?

    @Flag(name: [.customShort("y"), .customLong("yaml-stream")], help: "The result is an array; print a YAML stream.")
    var isYAMLStream = false

    @Option(
        name: [.customShort("o"), .customLong("output-file")],
        help: ArgumentHelp("Write to a file instead of the standard output.", valueName: "file"))
    var outputFile: String?

    @Flag(name: [.customShort("c"), .customLong("create-output-dirs")], help: "Make the folders of files written.")
    var createsFolders = false

    @Flag(help: "Print no line feed after the result.")
    var noTrailingNewline = false

    @Option(
        name: [.customShort("s"), .customLong("max-stack")],
        help: ArgumentHelp("Most calls under way at once.", valueName: "n"))
    var maximumStack = JsonnetVM.Settings().maximumStackFrames

    @Option(
        name: [.customShort("t"), .customLong("max-trace")],
        help: ArgumentHelp("Most lines of a stack trace; 0 shows all.", valueName: "n"))
    var maximumTrace = 20

    func validate() throws {
        if maximumStack < 1 { throw ValidationError("--max-stack wants a number of 1 or more") }
        if maximumTrace < 0 { throw ValidationError("--max-trace wants a number of 0 or more") }
        if multi != nil, isYAMLStream { throw ValidationError("--multi and --yaml-stream exclude each other") }
    }

    func run() async throws {
        let shared = (Environment.all["JSONNET_PATH"] ?? "").split(separator: ":").map(String.init)
        let settings = JsonnetVM.Settings(maximumStackFrames: maximumStack)
        var vm = JsonnetVM(
            importer: DiskImporter(libraries: shared.reversed() + flags.libraryPaths), settings: settings)
        vm.trace = { Terminal.standard.message($0) }
        for (name, variable) in try flags.externalVariables { vm.externalVariables[name] = variable }
        for (name, variable) in try flags.topLevelArguments { vm.topLevelArguments[name] = variable }
        do {
            try evaluate(vm)
        } catch let error as JsonnetError {
            // The reference's text, stack trace and all, without a word before it.
            Terminal.standard.message(error.report(traceLines: maximumTrace))
            throw ExitCode(1)
        }
    }

    private var program: JsonnetVM.Program {
        get throws {
            if isProgram { return .snippet(file, name: "<cmdline>") }
            guard file == "-" else { return .file(file) }
            return .snippet(String(decoding: try InputFile.bytes("-"), as: UTF8.self), name: "<stdin>")
        }
    }

    private func evaluate(_ vm: JsonnetVM) throws {
        if let multi {
            var names = ""
            for (name, content) in try vm.evaluateFiles(program, isText: isString) {
                let path = multi.hasSuffix("/") ? multi + name : multi + "/" + name
                try write(content, to: path)
                names += path + "\n"
            }
            try emit(names)
        } else if isYAMLStream {
            try emit(try vm.evaluateStream(program, isText: isString))
        } else {
            try emit(finished(try isString ? vm.evaluateText(program) : vm.evaluate(program)))
        }
    }

    private func finished(_ text: String) -> String {
        noTrailingNewline && text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private func emit(_ text: String) throws {
        if let outputFile { try write(text, to: outputFile) } else { Terminal.standard.printRaw(Array(text.utf8)) }
    }

    private func write(_ text: String, to path: String) throws {
        if createsFolders { try OutputFile.createFolder(of: path) }
        try OutputFile.write(text, to: path, readableByAll: true)
    }
}
