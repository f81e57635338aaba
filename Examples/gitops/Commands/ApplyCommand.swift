import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops apply`: declares applications.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Creates applications or gives them a new spec.")

    @Option(
        name: [.customShort("f"), .long],
        help: ArgumentHelp("File of Application resources; - is stdin.", valueName: "file"))
    var filename: [String]

    @OptionGroup var state: StateFlags

    func run() async throws {
        let store = try state.open()
        for file in filename {
            for application in try ApplyCommand.applications(in: file) {
                let before = try await store.application(application.id)
                let after = try await store.apply(application)
                let verb = before == nil ? "created" : before == after ? "unchanged" : "configured"
                Terminal.standard.print("application.argoproj.io/\(application.name) \(verb)")
            }
        }
    }

    private static func applications(in file: String) throws -> [Application] {
        do {
            let bytes = try InputFile.bytes(file)
            // JSON knows escapes that YAML does not.
            if let value = try? Value(json: bytes), value.objectValue != nil { return [try Application(value)] }
            return try YAMLDocument.parse(bytes).filter { !$0.value.isNull }.map { try Application($0.value) }
        } catch let error as ParseError {
            var error = error
            error.file = file
            throw error
        }
    }
}
