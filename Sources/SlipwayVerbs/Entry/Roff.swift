/// Text as roff wants it; letters beyond ASCII by their numbers, so that every formatter reads them.
enum Roff {
    static func bold(_ text: String) -> String { "\\fB\(plain(text))\\fR" }
    static func italic(_ text: String) -> String { "\\fI\(plain(text))\\fR" }

    /// Within a line.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\"": result += "\\(dq"
            case "'": result += "\\(aq"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case "`": result += "\\(ga"
            case "\n": result += " "
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                result += scalar.isASCII ? String(scalar) : "\\[u\(padded)]"
            }
        }
        return result
    }

    /// A line of its own: its first letter must be no request.
    static func text(_ text: String) -> String {
        let plain = plain(text)
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }

    /// Paragraphs lie between empty lines; lines that begin with blanks stay lines.
    static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let indented = line.hasPrefix(" ") && !line.allSatisfy { $0 == " " }
            if indented != isExample { lines += indented ? [".RS 4", ".nf"] : [".fi", ".RE"] }
            isExample = indented
            if line.allSatisfy({ $0 == " " }) { lines.append(".PP") } else { lines.append(self.text(trimmed(line))) }
        }
        if isExample { lines += [".fi", ".RE"] }
        // Nothing may stand between a heading and its first paragraph, nor after the last.
        while lines.first == ".PP" { lines.removeFirst() }
        while lines.last == ".PP" { lines.removeLast() }
        return lines.isEmpty ? [] : [".PP"] + lines
    }

    private static func trimmed(_ line: String) -> String { String(line.drop { $0 == " " }) }
}
