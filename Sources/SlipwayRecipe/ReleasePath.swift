/// Decides which paths a recipe may give to files in the release.
enum ReleasePath {
    /// Folders that the release fills itself.
    static let reserved = ["jdk", "tomcat", "service", "webapps", "properties", ".slipway"]

    /// Relative, of plain names only: no `..`, no control characters, nothing that a layer would take for a deletion.
    static func isSafe(_ text: String) -> Bool {
        text.utf8.count <= 1024 && fault(text) == nil
    }

    /// nil for a safe path; else what is wrong with it, in words.
    static func fault(_ text: String) -> String? {
        for part in text.utf8.split(separator: 47, omittingEmptySubsequences: false) {
            if part.isEmpty { return "it begins or ends with a slash, or has two in a row" }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "it has a part `.` or `..`" }
            if part.starts(with: ".wh.".utf8) { return "a name beginning with `.wh.` deletes a file of a lower layer" }
            if part.contains(where: { $0 < 32 || $0 == 127 }) { return "a control character is in it" }
            if part.count > 255 { return "a name in it is longer than 255 bytes" }
        }
        return nil
    }

    /// A `*` may stand in the last part only, and there as `*.jar`.
    static func hasPlainFolder(_ text: String) -> Bool {
        guard text.contains("*") else { return true }
        return text.hasSuffix("*.jar") && !text.dropLast(5).contains("*")
            && (text == "*.jar" || text.hasSuffix("/*.jar"))
    }
}
