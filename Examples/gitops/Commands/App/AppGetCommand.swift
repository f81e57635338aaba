import ArgumentParser
import GitOps
import ReconcilerSQLite

/// `gitops app get`.
struct AppGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Shows how an application and its objects stand.")

    @Argument(help: "NAME or NAMESPACE/NAME.")
    var name: String

    @OptionGroup var state: StateFlags
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let application = try await StateFlags.find(name, in: state.open())
        output.print(application.object.value, names: [application.id.description]) {
            AppGetCommand.summary(of: application) + "\n\n" + AppGetCommand.resources(of: application)
        }
    }

    private static func summary(of application: Application) -> String {
        let status = application.status
        var lines: [(String, String)] = [
            ("Name", application.id.description), ("Project", application.spec.project),
            ("Destination", "\(application.spec.destination.server) \(application.spec.destination.namespace)"),
        ]
        for source in application.spec.sources {
            lines.append(("Source", "\(source.repoURL) \(source.path) @ \(source.targetRevision)"))
        }
        lines.append(("Sync", "\(status.sync.status.rawValue) \(status.sync.allRevisions.joined(separator: ", "))"))
        lines.append(("Health", "\(status.health.status.rawValue) \(status.health.message)"))
        if let operation = status.operationState {
            lines.append(("Operation", "\(operation.phase.rawValue) \(operation.message)"))
        }
        for condition in status.conditions {
            lines.append(("Condition", "\(condition.type.rawValue): \(condition.message)"))
        }
        let width = (lines.map(\.0.count).max() ?? 0) + 2
        return lines.map { name, text in
            name + ":" + String(repeating: " ", count: width - name.count) + text
        }.joined(separator: "\n")
    }

    private static func resources(of application: Application) -> String {
        var table = Table("GROUP", "KIND", "NAMESPACE", "NAME", "SYNC", "HEALTH", "WAVE", "MESSAGE")
        let results = application.status.operationState?.results ?? []
        for resource in application.status.resources {
            table.rows.append([
                resource.key.group, resource.key.kind, resource.key.namespace, resource.key.name,
                resource.requiresPruning ? "OutOfSync (prune)" : resource.status?.rawValue ?? "",
                resource.health?.rawValue ?? "", String(resource.syncWave),
                results.first { $0.key == resource.key }?.message ?? "",
            ])
        }
        return table.text
    }
}
