/// What a secret may be called: it is also the name of its file.
package enum SecretName {
    /// Letters, digits, `.`, `_` and `-`, not first a `.` or `-`; at most 100.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.first, text.count <= 100, first != ".", first != "-" else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-") }
    }
}
