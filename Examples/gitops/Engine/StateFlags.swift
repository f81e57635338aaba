import ArgumentParser
import Reconciler
import ReconcilerSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where applications, their status and history are kept between runs.
struct StateFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File that keeps applications; ~/.local/state/gitops/gitops.db unless given.", valueName: "file"))
    var state: String?

    /// The file: the flag, `$GITOPS_STATE`, or the user's state folder.
    var path: String {
        if let state { return state }
        if let state = Environment["GITOPS_STATE"] { return state }
        let folder = Environment["XDG_STATE_HOME"] ?? ((Environment["HOME"] ?? "/tmp") + "/.local/state")
        return folder + "/gitops/gitops.db"
    }

    /// Opens the store, making its folder first.
    func open() throws -> SQLiteApplicationStore {
        let path = path
        StateFlags.makeFolders(above: path)
        return try SQLiteApplicationStore(path: path, pollInterval: .milliseconds(200))
    }

    private static func makeFolders(above path: String) {
        var position = path.startIndex
        while let slash = path[position...].dropFirst().firstIndex(of: "/") {
            // What cannot be made is told when the file is opened.
            mkdir(String(path[..<slash]), 0o700)
            position = slash
        }
    }

    /// An application by its name, as `NAME` or `NAMESPACE/NAME`.
    static func find(_ name: String, in store: some ApplicationStore) async throws -> Application {
        let all = try await store.applications()
        let matches = all.filter { name.contains("/") ? $0.id.description == name : $0.name == name }
        guard let match = matches.first else {
            throw ApplicationError(.notFound, "there is no application '\(name)'; 'gitops app list' shows all")
        }
        guard matches.count == 1 else {
            let ids = matches.map(\.id.description).joined(separator: ", ")
            throw UsageError("several applications are called '\(name)': \(ids); give NAMESPACE/NAME")
        }
        return match
    }
}
