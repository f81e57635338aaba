import ArgumentParser

/// `gitops app`: looks at applications and asks things of them.
struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Looks at applications and asks things of them.",
        subcommands: [
            AppListCommand.self, AppGetCommand.self, AppSyncCommand.self, AppWaitCommand.self,
            AppHistoryCommand.self, AppRollbackCommand.self, AppTerminateCommand.self, AppRefreshCommand.self,
            AppDeleteCommand.self,
        ])
}
