import SlipwayModel

/// Knows what each `${…}` stands for at one start: facts and folders as they are, properties and overrides with what
/// they refer to, secrets, and the files that the node has made.
struct NodeValues {
    /// They win over everything.
    let fixed: [String: String]
    /// Properties and overrides, as they were written.
    let settings: [String: String]
    /// The path of each file that is filled in, by its path in the release.
    let files: [String: String]
    let secrets: SecretFinder

    /// A property may bring this much, so that no chain of them fills the memory.
    private static let longest = 1 << 20

    /// The same with settings of a narrower place, which go before the others.
    func narrowed(_ own: [String: String]) -> NodeValues {
        NodeValues(fixed: fixed, settings: settings.merging(own) { $1 }, files: files, secrets: secrets)
    }

    /// Everything in it must have a value. `subject` is where the text is from, given the number of the line.
    func strict(_ text: [UInt8], in subject: (Int) -> String) throws -> Placeholders.Filled {
        try Placeholders.strict(text, in: subject) { try value($0, subject($1), []) }
    }

    /// A word of a command line, which every user of the host can read.
    func word(_ text: String, in subject: String) throws -> String {
        let leak = SuperviseError(
            "use a secret in", subject,
            "a command line is seen by every user of the host; "
                + "use the environment, a property or ${secret-file:…}")
        let filled = try Placeholders.strict(Array(text.utf8), in: { _ in subject }) { name, _ in
            if name.hasPrefix("secret:") { throw leak }
            return try value(name, subject, [])
        }
        if filled.isSecret { throw leak }
        return filled.text
    }

    /// The values of properties; a mark in them that means nothing here is the program's own.
    func properties(_ own: [String: String]) throws -> PropertiesFile {
        let values = narrowed(own)
        var resolved: [String: String] = [:]
        for key in own.keys.sorted() { resolved[key] = try values.property(key, [])?.text }
        return PropertiesFile(resolved)
    }

    /// `path`: the properties that are being resolved, outermost first.
    private func value(_ name: String, _ subject: String, _ path: [String]) throws -> Placeholders.Filled? {
        let operation = "resolve ${\(name)} in"
        if let secret = Self.rest(of: name, after: "secret:") {
            let text = try secrets.text(secret, operation: operation, subject: subject)
            return Placeholders.Filled(bytes: text, isSecret: true)
        }
        if let secret = Self.rest(of: name, after: "secret-file:") {
            return Placeholders.Filled(try secrets.path(secret, operation: operation, subject: subject))
        }
        if let file = Self.rest(of: name, after: "file:"), let path = files[file] { return Placeholders.Filled(path) }
        if let text = fixed[name] { return Placeholders.Filled(text) }
        return try property(name, path)
    }

    private func property(_ name: String, _ path: [String]) throws -> Placeholders.Filled? {
        guard let text = settings[name] else { return nil }
        if let start = path.firstIndex(of: name) {
            let ring = path[start...] + [name]
            throw SuperviseError(
                "resolve", "the property \(path[start])", "it refers to itself: " + ring.joined(separator: " → "))
        }
        let filled = try Placeholders.lenient(Array(text.utf8)) { inner, _ in
            try value(inner, "the property \(name)", path + [name])
        }
        guard filled.bytes.count <= Self.longest else {
            throw SuperviseError("resolve", "the property \(name)", "its value is longer than 1 MiB")
        }
        return filled
    }

    private static func rest(of name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.utf8.count)) : nil
    }
}
