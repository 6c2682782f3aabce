import SlipwayModel

/// The part of the table that says how a release runs.
extension RecipeSchema {
    static let running = [
        SchemaKey(
            "health", .list(.group(check), atLeast: 0, atMost: 16, settable: nil), "how the app shows that it is well"),
        SchemaKey("start", .group(start), "starting"),
        SchemaKey("stop", .group(stop), "stopping"),
        SchemaKey("switch", .group(change), "how a new release takes over from the old one"),
        SchemaKey("restart", .group(restart), "how a process that ended is started again"),
        SchemaKey("limits", .group(limits), "what the app may use at most"),
        SchemaKey("logs", .group(logs), "how what the app prints is kept"),
        SchemaKey("incidents", .group(incidents), "how much evidence is kept of what went wrong"),
        SchemaKey("keep", .number(1...1000), "how many generations a node keeps; 5 when not given"),
        SchemaKey(
            "order", .number(0...100_000),
            "smaller numbers start first and stop last in `start --all` and `stop --all`; 10 when not given"),
        SchemaKey("hooks", .group(hooks), "programs of the release that run at fixed moments"),
        SchemaKey(
            "steps", .list(.group(step), atLeast: 0, atMost: 32, settable: nil),
            "your own steps in the switch to this release, for example `- { do: bin/migrate, undo: bin/unmigrate }`"),
    ]

    private static let start = [
        SchemaKey("deadline", .span, "how long until the app must be well; 120s when not given"),
        SchemaKey(
            "warm-up", .list(.text(.urlPath), atLeast: 0, atMost: 64, settable: nil),
            "paths asked before the first client is let in"),
    ]

    private static let stop = [
        SchemaKey("drain", .span, "how long running requests may take to end; 10s when not given"),
        SchemaKey("deadline", .span, "how long the process may take to end before it is killed; 30s when not given"),
    ]

    private static let change = [
        SchemaKey(
            "mode", .choice(["overlap", "handover", "stop-start"]),
            "`overlap`: both run until the new one is well; `handover`: the old one stops first and clients wait; "
                + "`stop-start`: the old one stops first and clients are refused meanwhile"),
        SchemaKey(
            "trial", .span, "how long the new release must stay well before it counts as good; 30s when not given"),
        SchemaKey("keep-warm", .span, "how long the old one stays ready for a rollback; 10m when not given"),
    ]

    private static let restart = [
        SchemaKey("backoff", .spanRange, "the first pause between restarts and the longest; 500ms..60s when not given"),
        SchemaKey("reset-after", .span, "running this long forgets earlier ends; 5m when not given"),
        SchemaKey("budget", .budget, "more restarts than this is a failure; `10 in 1h` when not given"),
    ]

    private static let limits = [
        SchemaKey("memory", .text(.size), "the most memory of all its processes, for example 1g"),
        SchemaKey("cpu", .text(.percent), "the most processor time, for example 200% for two processors"),
        SchemaKey("nofile", .number(64...1_048_576), "how many files a process may have open"),
        SchemaKey(
            "processes", .number(16...4_194_304), "how many processes and threads there may be in all, for example 4096"
        ),
        SchemaKey(
            "oom-score", .number(0...1000),
            "how readily the kernel ends it when memory is short; 100 when not given, 0 as any other program"),
    ]

    private static let logs = [
        SchemaKey("size", .text(.size), "the size at which a piece is put aside; 16m when not given"),
        SchemaKey("age", .span, "the age at which it is put aside; 24h when not given"),
        SchemaKey("keep", .number(0...1000), "how many pieces are kept beside the present one; 9 when not given"),
        SchemaKey(
            "when-full", .choice(["drop", "wait"]),
            "what happens when more is printed than can be written: lines are dropped and counted, or the program "
                + "waits; `drop` for tomcat and java and `wait` for exec when not given"),
    ]

    private static let incidents = [
        SchemaKey("keep", .number(1...1000), "how many are kept; 20 when not given"),
        SchemaKey("size", .text(.size), "what all of them may take, heap dumps apart; 64m when not given"),
        SchemaKey(
            "heap", .flag,
            "true: the heap is dumped before a sick Java VM is ended, and the latest dump is kept; false when not given"
        ),
    ]

    private static let step = [
        SchemaKey(
            "at", .choice(SwitchStep.Moment.allCases.map(\.rawValue)),
            "when: before the new one starts, once it is well and before its first client, when it serves, or when its "
                + "trial has passed; `before-admit` when not given"),
        SchemaKey(
            "do", .command, required: true,
            "the program, one of `files`, or a list of it and its arguments, such as `do: bin/migrate`; 0 means done"
        ),
        SchemaKey(
            "undo", .command,
            "takes it back when a later step fails, also when it got halfway only, for example `undo: bin/unmigrate`"),
        SchemaKey("deadline", .span, "how long each of the two may take before it is killed; 60s when not given"),
    ]

    private static let hooks = [
        SchemaKey(
            "pre-start", .text(.releasePath),
            "runs before each start, one of `files`; when it fails the app is not started")
    ]
}
