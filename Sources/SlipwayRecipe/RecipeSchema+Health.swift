import SlipwayModel

/// The part of the table that says how an app shows that it is well.
extension RecipeSchema {
    static let check =
        asked + ofPages + ofSigns + [
            SchemaKey("every", .span, "how often; 10s when not given"),
            SchemaKey("timeout", .span, "how long an answer may take; 2s when not given"),
            SchemaKey(
                "failures", .number(1...100),
                "failures in a row that condemn; 3 when not given, 1 for `log`, `heartbeat` and `jvm: deadlock`, 6 for "
                    + "`jvm: heap` and `jvm: gc`"),
            SchemaKey("then", .choice(["restart", "alert"]), "what happens then; `restart` when not given"),
            SchemaKey(
                "no-data", .choice(["fail", "ignore"]),
                "what a check that cannot tell counts as; `ignore` for `heartbeat`, `jvm` and `log`, else `fail`, when "
                    + "not given"),
        ]

    private static let asked = [
        SchemaKey("http", .text(.urlPath), "the path that is asked, for example `/health`"),
        SchemaKey("https", .text(.urlPath), "or the path that is asked over TLS; every certificate is taken"),
        SchemaKey("tcp", .text(.listenerName), "or one of `listen` that must take a connection, for example `http`"),
        SchemaKey(
            "exec", .list(.text(.notEmpty), atLeast: 1, atMost: 64, settable: nil),
            "or the program that is run, one of `files`, with arguments; 0 means well, for example `[ bin/check ]`"),
        SchemaKey(
            "heartbeat", .text(.releasePath),
            "or a file in one of `shared` that the program touches again and again, for example `state/beat`"),
        SchemaKey(
            "jvm", .choice(HealthCheck.JVMSign.allCases.map(\.rawValue)),
            "or a sign of the Java VM: how full its heap is after a collection, the share of time that collecting "
                + "takes, its threads, its classes, or threads that wait for each other for ever"),
        SchemaKey("log", .text(.soughtText), "or a text that must not come up in what the program prints"),
    ]

    private static let ofPages = [
        SchemaKey("status", .number(100...599), "the status that means well; 200 when not given"),
        SchemaKey("contains", .text(.soughtText), "text that the answer must contain"),
        SchemaKey(
            "matches", .text(.soughtText),
            "a POSIX extended regular expression that the answer's first 8 KiB must match"),
        SchemaKey(
            "header", .table(keys: .headerName, values: .text(.soughtText)),
            "headers of the answer, each with a text that it must contain"),
        SchemaKey("host", .text(.hostName), "the `Host` that is asked for; `localhost` and the port when not given"),
        SchemaKey("listen", .text(.listenerName), "which of `listen` is asked; the first when not given"),
    ]

    private static let ofSigns = [
        SchemaKey("within", .span, "the longest time between two beats of `heartbeat`; 60s when not given"),
        SchemaKey(
            "above", .text(.bound),
            "the highest value of `jvm` that is well: 95% for `heap` and 90% for `gc` when not given, a number for "
                + "`threads` and `classes`"),
    ]
}
