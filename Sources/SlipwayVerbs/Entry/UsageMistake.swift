import ArgumentParser
import SlipwayModel

/// Turns what is wrong with a command line into one sentence and where to read on.
enum UsageMistake {
    /// The parser would complain of the first option it does not know, not of the verb.
    static func refuseUnknownVerb(_ words: [String], of tree: CommandTree) throws {
        var known = tree.verbs
        var path: [String] = []
        for word in words {
            if word == "help", path.isEmpty { continue }
            if word.hasPrefix("-") || word == "help" || known.isEmpty { return }
            guard let found = known.first(where: { $0.name == word }) else {
                if path.isEmpty, tree.elsewhere.contains(word) { throw belongsElsewhere(word) }
                let nearest = NearestWord.of(word, among: known.map(\.name))
                let all = "the verbs are " + known.map(\.name).joined(separator: ", ")
                throw Refusal(
                    .usage, "there is no verb " + (path + [word]).joined(separator: " "),
                    hint: nearest.map { "did you mean \(([tree.name] + path + [$0]).joined(separator: " "))?" } ?? all)
            }
            path.append(word)
            known = CommandTree.subverbs(of: found.command)
        }
    }

    private static func belongsElsewhere(_ verb: String) -> Refusal {
        Refusal(
            .usage, "\(verb) belongs to the builder's slipway, not to a node's",
            hint: "run it where releases are built; what this one does: slipway --help")
    }

    /// `message` as the parser wrote it; its first sentence is told, the rest becomes part of the hint.
    static func refusal(_ message: String, _ words: [String], of tree: CommandTree) -> Refusal {
        let verb = Verb(words, of: tree)
        // The parser would rather complain of what is missing than of what it does not know.
        if message.hasPrefix("Unknown option") || message.hasPrefix("Missing expected"),
            let (option, nearest) = verb.unknownOption(in: words)
        {
            let hint = nearest.map { "did you mean \($0)? see \(verb.help)" } ?? verb.help
            return Refusal(.usage, "unknown option \(option)", hint: hint)
        }
        if let negative = negative(message, words) { return Refusal(.usage, negative, hint: verb.help) }
        let plain = withoutQuotes(message).replacing("Please provide one", with: "one")
        let end = plain.firstRange(of: ". ")?.lowerBound ?? plain.firstIndex(of: "\n") ?? plain.endIndex
        let rest = plain[end...].drop { $0 == "." || $0 == " " || $0 == "\n" }
        let hint = rest.isEmpty ? verb.help : "\(lowered(trimmed(rest))); see \(verb.help)"
        return Refusal(.usage, lowered(trimmed(plain[..<end])), hint: hint)
    }

    /// The parser takes a number below zero for an option.
    private static func negative(_ message: String, _ words: [String]) -> String? {
        guard message.hasPrefix("Missing value for") || message.hasPrefix("Unknown option '-"),
            let place = words.firstIndex(where: { $0.hasPrefix("-") && Int($0) != nil })
        else { return nil }
        let before = place > 0 ? words[place - 1] : ""
        return before == "--lines" || before == "-l"
            ? "--lines takes a number from 1 to 10000, not \(words[place])" : "\(words[place]) is no generation"
    }

    /// The verb that a command line names, as far as it names one.
    private struct Verb {
        var path: [String]
        private var description: ToolDescription.Command?

        init(_ words: [String], of tree: CommandTree) {
            path = [tree.name]
            description = try? ToolDescription(of: tree).command
            for word in words {
                guard let found = description?.subcommands?.first(where: { $0.commandName == word }) else { return }
                path.append(word)
                description = found
            }
        }

        /// `slipway image update --help`
        var help: String { (path + ["--help"]).joined(separator: " ") }

        /// The first that the verb has not, and the one most likely meant.
        func unknownOption(in words: [String]) -> (String, String?)? {
            let known = (description?.arguments ?? []).flatMap { $0.names ?? [] }
                .map { ($0.kind == "long" ? "--" : "-") + $0.name }
            for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
                let option = String(word.prefix { $0 != "=" })
                if !known.contains(option) { return (option, NearestWord.of(option, among: known)) }
            }
            return nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
        while text.last == "." || text.last == " " { text.removeLast() }
        return text
    }

    private static func lowered(_ text: String) -> String {
        guard let second = text.dropFirst().first, second.isLowercase || second == " " else { return text }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Apostrophes within a word stay.
    private static func withoutQuotes(_ text: String) -> String {
        let letters = Array(text)
        return String(
            letters.indices.filter { index in
                guard letters[index] == "'" else { return true }
                let before = index > 0 ? letters[index - 1] : " "
                let after = index + 1 < letters.count ? letters[index + 1] : " "
                return before.isLetter && after.isLetter
            }.map { letters[$0] })
    }
}
