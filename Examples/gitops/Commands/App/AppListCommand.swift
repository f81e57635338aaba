import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app list`.
struct AppListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists applications.")

    @OptionGroup var state: StateFlags
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let applications = try await state.open().applications()
        output.print(
            .array(applications.map(\.object.value)), names: applications.map(\.id.description)
        ) {
            var table = Table("NAME", "NAMESPACE", "SYNC", "HEALTH", "REVISION", "REPO", "PATH", "CONDITION")
            for application in applications {
                let status = application.status
                table.rows.append([
                    application.id.description, application.spec.destination.namespace, status.sync.status.rawValue,
                    status.health.status.rawValue, String(status.sync.allRevisions.first?.prefix(8) ?? ""),
                    application.spec.sources.first?.repoURL ?? "", application.spec.sources.first?.path ?? "",
                    status.conditions.first?.type.rawValue ?? "",
                ])
            }
            return table.text
        }
    }
}
