import SlipwayModel

/// What differs between two releases in words: `+` is new, `-` is gone, `~` is other than before.
enum DifferenceText {
    /// More than this many lines of one kind are counted only.
    private static let most = 20

    static func lines(_ difference: ReleaseDifference) -> [String] {
        let title = difference.from.map { "\($0) → \(difference.to)" } ?? difference.to
        let body = body(difference)
        return [title] + (body.isEmpty ? ["  no difference"] : body)
    }

    /// `shop@6 (1.4.2)`, with the release's name where the app has another.
    static func title(_ generation: GenerationReference, _ release: String) -> String {
        let name = generation.app + (generation.number.map { "@\($0)" } ?? "")
        let own = generation.app + " "
        return "\(name) (\(release.hasPrefix(own) ? String(release.dropFirst(own.count)) : release))"
    }

    static func body(_ difference: ReleaseDifference) -> [String] {
        var lines = section("components", difference.components.map { change($0, shortening: true) })
        lines += section("jars", difference.jars.map { change($0) })
        // Where nothing was, every file is new, and the first twenty of them tell nobody anything.
        let isNew = difference.from == nil
        lines += section(
            "files", isNew ? ["\(mark("+")) \(difference.files.added.count) files"] : files(difference.files))
        lines += section("configuration", difference.configuration.map { change($0) })
        lines += section("ports", difference.ports.map { change($0) })
        if difference.bytesAdded > 0 || difference.bytesRemoved > 0 {
            lines.append("bytes: +\(Sizes.text(difference.bytesAdded)) -\(Sizes.text(difference.bytesRemoved))")
        }
        return lines
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        if lines.isEmpty { return [] }
        let more = lines.count > most ? ["  … and \(lines.count - most) more"] : []
        return [Terminal.toned(title, .strong, to: 1)] + lines.prefix(most).map { "  " + $0 } + more
    }

    private static func files(_ files: ReleaseDifference.Files) -> [String] {
        let marked =
            files.added.map { ($0, mark("+")) } + files.removed.map { ($0, mark("-")) }
            + files.changed.map { ($0, mark("~")) }
        return marked.sorted { $0.0 < $1.0 }.map { "\($0.1) \($0.0)" }
    }

    private static func change(_ change: ReleaseDifference.Change, shortening: Bool = false) -> String {
        func shown(_ text: String) -> String { shortening ? Digest(text)?.short ?? text : text }
        switch (change.from, change.to) {
        case (nil, let to?): return "\(mark("+")) \(change.name) \(shown(to))"
        case (let from?, nil): return "\(mark("-")) \(change.name) \(shown(from))"
        case (let from?, let to?): return "\(mark("~")) \(change.name) \(shown(from)) → \(shown(to))"
        case (nil, nil): return "\(mark("~")) \(change.name)"
        }
    }

    private static func mark(_ sign: String) -> String {
        switch sign {
        case "+": Terminal.toned(sign, .good, to: 1)
        case "-": Terminal.toned(sign, .bad, to: 1)
        default: sign
        }
    }
}
