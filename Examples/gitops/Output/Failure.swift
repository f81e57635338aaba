import ArgumentParser

/// Ends the process with a message on stderr and the exit code the contract gives: 2 for usage, 1 for the rest.
enum Failure {
    static func report(_ error: any Error) -> Never {
        let code = GitOpsCommand.exitCode(for: error)
        if code == .success || code == .validationFailure {
            // Help and version are no failures; a mistake in the arguments is told with the usage line.
            let message = GitOpsCommand.fullMessage(for: error)
            if code == .success {
                Terminal.standard.print(message)
                GitOpsCommand.exit()
            }
            Terminal.standard.message(message)
            GitOpsCommand.exit(withError: ExitCode(2))
        }
        Terminal.standard.message("error: \(error)")
        GitOpsCommand.exit(withError: ExitCode(1))
    }
}

/// A mistake in how a command was called, found after its arguments were parsed.
struct UsageError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
