package import ArgumentParser

/// The verbs that a builder's slipway and a node's have both, by the groups of the help text.
package enum SharedVerbs {
    package static let releases: [any ParsableCommand.Type] = [
        KeysCommand.self, InspectCommand.self, DiffCommand.self, VerifyCommand.self, CollectCommand.self,
    ]

    package static let goingLive: [any ParsableCommand.Type] = [
        DeployCommand.self, RollbackCommand.self, ConfigCommand.self, SecretCommand.self, PinCommand.self,
        UnpinCommand.self, UndeployCommand.self,
    ]

    package static let running: [any ParsableCommand.Type] = [
        StatusCommand.self, HistoryCommand.self, LogsCommand.self, DumpCommand.self, IncidentsCommand.self,
        EventsCommand.self, MetricsCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
        KillCommand.self, KillstartCommand.self, HoldCommand.self, UnholdCommand.self, NodeCommand.self,
    ]

    package static let itself: [any ParsableCommand.Type] = [CompletionsCommand.self, ManCommand.self]
}
