package import SlipwayModel

/// The files and lines a wrapper exchanges, between values and JSON. Each reads and writes what `JSONText` does.
package enum WireFormat {
    package static func want(_ json: JSONValue) throws -> Want {
        try check(json, known: FormatVersion.want)
        return Want(
            rev: try json.number("rev"),
            slots: try json.list("slots").map {
                Want.Slot(generation: try $0.number("generation"), state: try named($0, "state"))
            },
            listen: try named(json, "listen"), restart: try restart(try json.member("restart")),
            ports: try json.list("ports").map(listener),
            // A want of before there was a hold holds nothing.
            held: try json.optional("held").map { _ in try json.flag("held") } ?? false)
    }

    package static func command(_ json: JSONValue) throws -> WrapperCommand {
        guard case .object(let members) = json, members.count == 1, let body = json.optional(members[0].key) else {
            throw JSONValue.fault("command", "is none")
        }
        switch members[0].key {
        case "reload": return .reload
        case "subscribe": return .subscribe
        case "signal":
            return .signal(
                generation: try body.number("generation"), incarnation: try body.number("incarnation"),
                number: try body.number("number"), reason: try body.text("reason"))
        case "upgrade": return .upgrade(program: try body.text("program"))
        case "quit": return .quit(stopping: try body.flag("stopping"))
        case let other: throw JSONValue.fault(other, "is no command")
        }
    }

    package static func configuration(_ json: JSONValue) throws -> Configuration {
        try check(json, known: FormatVersion.configuration)
        return Configuration(overrides: try json.texts("overrides"))
    }

    private static func check(_ json: JSONValue, known: Int) throws {
        let found: Int = try json.optionalNumber("schema") ?? 1
        if found <= known { return }
        throw SuperviseError(
            "read", "it", FormatVersion.sentence("it", "format \(found)", known: known))
    }

    package static func listener(_ json: JSONValue) throws -> ServiceSpec.Listener {
        ServiceSpec.Listener(name: try json.text("name"), port: try json.number("port"))
    }

    private static func restart(_ json: JSONValue) throws -> RestartPolicy {
        RestartPolicy(
            backoffFirst: try json.span("backoffFirst"), backoffMost: try json.span("backoffMost"),
            resetAfter: try json.span("resetAfter"), budget: try json.number("budget"),
            budgetWindow: try json.span("budgetWindow"))
    }

    /// One of an enumeration's words.
    static func named<Word: RawRepresentable<String>>(_ json: JSONValue, _ key: String) throws -> Word {
        let text = try json.text(key)
        guard let word = Word(rawValue: text) else { throw JSONValue.fault(key, "cannot be “\(text)”") }
        return word
    }
}
