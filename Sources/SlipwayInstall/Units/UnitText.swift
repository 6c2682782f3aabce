/// Writes the text of one unit: sections in the order they are given, a directive a line.
struct UnitText: Hashable, Sendable {
    private(set) var text = ""

    /// `comments`: lines for people that stand first.
    init(comments: [String]) {
        for comment in comments { text += "# \(comment)\n" }
    }

    mutating func section(_ name: String, _ directives: [(String, String)]) {
        text += (text.isEmpty ? "" : "\n") + "[\(name)]\n"
        for (key, value) in directives { text += "\(key)=\(value)\n" }
    }

    /// To the section that was begun last.
    mutating func add(_ directive: (String, String)) { text += "\(directive.0)=\(directive.1)\n" }

    /// A word of a command line, as systemd reads it (`systemd.service(5)`): blanks quoted, `%` and `$` doubled.
    static func word(_ text: String) -> String {
        let doubled = text.replacing("%", with: "%%").replacing("$", with: "$$")
        let isPlain = doubled.allSatisfy { $0.isLetter || $0.isNumber || "/._-@%$+:=,".contains($0) }
        if isPlain, !doubled.isEmpty { return doubled }
        return "\"" + doubled.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
