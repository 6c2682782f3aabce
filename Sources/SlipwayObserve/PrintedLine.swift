/// What a program says, as one line that a person can be shown.
package enum PrintedLine {
    /// At most `bytes` of it, without control characters.
    package static func cut(_ text: some StringProtocol, to bytes: Int) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.value >= 32 && !(127...159).contains(scalar.value)
            let next: Unicode.Scalar = isPlain ? scalar : "?"
            if line.utf8.count + UTF8.width(next) > bytes { return line + "…" }
            line.unicodeScalars.append(next)
        }
        return line
    }
}
