import SlipwayModel

/// Reads one word of a file as the kind of value its key may hold.
enum ScalarReading {
    /// nil when the text is no value of the kind. `isPlain`: it stood without quotes.
    static func content(_ text: String, _ kind: ValueKind, isPlain: Bool) -> CheckedValue.Content? {
        switch kind {
        case .text(let rule), .textOrSecret(let rule): return rule.accepts(text) ? .text(text) : nil
        case .choice(let words): return words.contains(text) ? .text(text) : nil
        case .quoted(let words): return words.contains(text) && !isPlain ? .text(text) : nil
        case .number(let range):
            guard let number = Int(text), text.first != "+", range.contains(number) else { return nil }
            return .number(number)
        case .flag, .flagOrGroup: return text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
        case .span: return span(text).map { .span($0) }
        case .spanRange: return spanRange(text)
        case .budget: return budget(text)
        case .group, .table, .list, .command, .refused: return nil
        }
    }

    /// Nothing a release waits for takes longer than a month.
    private static func span(_ text: String) -> TimeSpan? {
        TimeSpan(text).flatMap { $0 <= .seconds(31 * 86_400) ? $0 : nil }
    }

    private static func spanRange(_ text: String) -> CheckedValue.Content? {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = span(String(ends[0])), let last = span(String(ends[1])),
            first <= last
        else { return nil }
        return .spanRange(first, last)
    }

    private static func budget(_ text: String) -> CheckedValue.Content? {
        let words = text.split(separator: " ")
        guard words.count == 3, words[1] == "in", let count = Int(words[0]), (1...1000).contains(count),
            let span = span(String(words[2])), span.milliseconds > 0
        else { return nil }
        return .budget(count, span)
    }
}

extension ValueKind {
    /// A command in its long form.
    static let words = list(.text(.notEmpty), atLeast: 1, atMost: 64, settable: nil)

    var isScalar: Bool {
        switch self {
        case .text, .textOrSecret, .number, .flag, .flagOrGroup, .span, .spanRange, .budget, .choice, .quoted: true
        case .group, .table, .list, .command, .refused: false
        }
    }

    /// For a refusal: "must be …".
    var wording: String {
        switch self {
        case .text(let rule): rule.wording
        case .textOrSecret(let rule): rule.wording + ", `{ secret: NAME }` or `{ secret-file: NAME }`"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "`true` or `false`"
        case .flagOrGroup: "`true`, `false` or a group of keys"
        case .span: "a length of time such as `500ms`, `10s`, `5m` or `1h`"
        case .spanRange: "two lengths of time such as `0s..60s`, the shorter first"
        case .budget: "a number of times within a length of time, such as `10 in 1h`"
        case .choice(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .quoted(let words): words.map { "`\"\($0)\"`" }.joined(separator: " or ")
        case .group, .table: "a group of keys"
        case .list: "a list"
        case .command: "a program, or a list of it and its arguments"
        case .refused: "left out"
        }
    }

    var remedy: String? {
        guard case .quoted(let words) = self, let first = words.first else { return nil }
        return "write it with its quotes, \"\(first)\": without them other readers of YAML take it for a number"
    }
}

extension String {
    /// For a sentence: not too long, and on one line.
    var shown: String { shown(most: 80) }

    /// The same of what a file says: a file that was named by mistake may hold a secret.
    var hinted: String { shown(most: 20) }

    private func shown(most: Int) -> String {
        let text = unicodeScalars.prefix(most).map { $0.value < 32 || $0.value == 127 ? "?" : String($0) }.joined()
        return unicodeScalars.count > most ? text + "…" : text
    }
}
