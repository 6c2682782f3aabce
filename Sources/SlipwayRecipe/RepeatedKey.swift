import SlipwayModel

/// Finds the second place of a key that a group has twice; the parser tells the first alone.
struct RepeatedKey {
    private let key: String
    /// Of the first, both counted from 1.
    private let line: Int
    private let column: Int

    init(_ key: String, line: Int, column: Int) {
        self.key = key
        self.line = line
        self.column = column
    }

    func refusal(_ text: String, _ file: String) -> Refusal {
        let second = secondLine(in: text)
        return Place.line(file: file, number: second ?? line).refusal(
            "the key `\(key.hinted)` appears twice"
                + (second.map { $0 == line } ?? true ? "" : ", first in line \(line)"),
            hint: "remove one of the two")
    }

    /// The next line that begins with the key at the same column, before the group ends; nil when the group is not
    /// written line by line.
    private func secondLine(in text: String) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard line >= 1, column >= 1, line <= lines.count else { return nil }
        for (index, content) in lines.enumerated().dropFirst(line) {
            let indent = content.prefix { $0 == " " }.count
            let rest = content.dropFirst(indent)
            if rest.isEmpty || rest.first == "#" || indent > column - 1 { continue }
            guard indent == column - 1 else { return nil }
            if begins(rest) { return index + 1 }
        }
        return nil
    }

    private func begins(_ text: Substring) -> Bool {
        [key, "\"\(key)\"", "'\(key)'"].contains { written in
            text.hasPrefix(written) && text.dropFirst(written.count).first { $0 != " " } == ":"
        }
    }
}
