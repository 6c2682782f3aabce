/// What a key may hold.
package indirect enum ValueKind: Sendable {
    case text(TextRule)
    /// Text, or `{ secret: NAME }`, or `{ secret-file: NAME }`.
    case textOrSecret(TextRule)
    /// A whole number within a range.
    case number(ClosedRange<Int>)
    /// `true` or `false`.
    case flag
    /// A length of time: `500ms`, `10s`, `5m`, `1h`.
    case span
    /// Two lengths of time, `0s..60s`.
    case spanRange
    /// A number of times within a length of time, `10 in 1h`.
    case budget
    /// One of a few words.
    case choice([String])
    /// One of a few words that must stand in quotes, because other readers of YAML take them for numbers.
    case quoted([String])
    /// A group of known keys.
    case group([SchemaKey])
    /// `true` or `false` for all of a group of known keys, or the group.
    case flagOrGroup([SchemaKey])
    /// A group of the user's own keys, each with a value of one kind.
    case table(keys: TextRule, values: ValueKind)
    case list(ValueKind, atLeast: Int, atMost: Int, settable: ListSetting?)
    /// A program and its arguments; one word stands for a list of it.
    case command
    /// Known, and not to be used here: why not, and what to do instead.
    case refused(String, hint: String)
}

/// How one item of a list is reached from the command line: `listen.http=8080` sets `port` of the item named `http`.
package struct ListSetting: Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// One key of a file: its name, what it may hold and what it means.
package struct SchemaKey: Sendable {
    package var name: String
    package var kind: ValueKind
    package var required: Bool
    /// Whether `--set` may change it; else what to use instead.
    package var settable: Bool
    package var meaning: String

    package init(
        _ name: String, _ kind: ValueKind, required: Bool = false, settable: Bool = true, _ meaning: String
    ) {
        self.name = name
        self.kind = kind
        self.required = required
        self.settable = settable
        self.meaning = meaning
    }

    var isRefused: Bool { if case .refused = kind { true } else { false } }
}

/// The keys of one kind of file.
package struct Schema: Sendable {
    /// What the file is called in refusals: `a recipe`.
    package var title: String
    package var keys: [SchemaKey]

    package init(title: String, keys: [SchemaKey]) {
        self.title = title
        self.keys = keys
    }

    /// Every key that may be used, with its groups, as `switch.trial` or `health[].every`.
    package var paths: [String] { Self.paths(of: keys, below: "") }

    private static func paths(of keys: [SchemaKey], below prefix: String) -> [String] {
        keys.filter { !$0.isRefused }.flatMap { [prefix + $0.name] + paths(in: $0.kind, below: prefix + $0.name) }
    }

    private static func paths(in kind: ValueKind, below path: String) -> [String] {
        switch kind {
        case .group(let keys), .flagOrGroup(let keys): paths(of: keys, below: path + ".")
        case .list(let item, _, _, _): paths(in: item, below: path + "[]")
        case .text, .textOrSecret, .number, .flag, .span, .spanRange, .budget, .choice, .quoted, .table, .command,
            .refused:
            []
        }
    }
}
