import ArgumentParser

/// The reference command line: every subcommand is a thin layer over the libraries.
@main
struct GitOpsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gitops",
        abstract: "Renders, compares, applies and keeps what is declared in Git.",
        discussion: """
            stdout carries the result alone; messages and progress go to stderr.
            Exit codes: 0 done, 1 failed, 2 usage; for 'diff', 1 means that there are differences.
            """,
        version: "0.1.0",
        subcommands: [
            RenderCommand.self, TemplateCommand.self, JsonnetCommand.self, DiffCommand.self, ApplyCommand.self,
            AppCommand.self, RunCommand.self, SimulateCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let exit as ExitCode {
            Self.exit(withError: exit)
        } catch {
            Failure.report(error)
        }
    }
}
