import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app history`.
struct AppHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Shows what was deployed, newest last.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @OptionGroup var state: StateFlags
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let history = try await StateFlags.find(name, in: state.open()).status.history
        output.print(.array(history.map(\.value)), names: history.map { String($0.id) }) {
            var table = Table("ID", "DEPLOYED", "REVISION", "BY")
            for entry in history {
                table.rows.append([
                    String(entry.id), entry.deployedAt?.description ?? "", entry.revisions.joined(separator: ", "),
                    entry.isAutomated ? "automated" : entry.username,
                ])
            }
            return table.text
        }
    }
}
