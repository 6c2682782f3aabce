/// The text of one of the host's account files (`passwd(5)`, `group(5)`, `shadow(5)`, `gshadow(5)`), a line an account.
package struct AccountTable: Equatable, Sendable {
    package private(set) var lines: [String]

    package init(_ text: String) {
        // By scalars: a carriage return before it would make another letter of the line's end.
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if lines.last == "" { lines.removeLast() }
    }

    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// The fields of an account; nil when there is none of that name.
    package func fields(of name: String) -> [String]? {
        lines.first { $0.hasPrefix(name + ":") }.map(Self.fields)
    }

    /// The number in the third field of an account of `passwd` or `group`.
    package func number(of name: String) -> UInt32? {
        guard let fields = fields(of: name), fields.count > 2 else { return nil }
        return UInt32(fields[2])
    }

    /// All numbers that are taken.
    package var numbers: Set<UInt32> {
        Set(lines.map(Self.fields).compactMap { $0.count > 2 ? UInt32($0[2]) : nil })
    }

    /// Before a last line of `+…`, which sends the reader on to a directory of the network.
    package mutating func add(_ fields: [String]) {
        let end = lines.firstIndex { $0.hasPrefix("+") } ?? lines.endIndex
        lines.insert(fields.joined(separator: ":"), at: end)
    }

    package mutating func remove(_ name: String) {
        lines.removeAll { $0.hasPrefix(name + ":") }
    }

    /// The highest number of those that Debian and its like give to the system's own accounts that nobody has, and so
    /// far from those that people get; nil when all are taken.
    package static func free(besides taken: Set<UInt32>) -> UInt32? {
        (100...999).reversed().first { !taken.contains($0) }
    }

    private static func fields(_ line: String) -> [String] {
        line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
}
