/// Reads which functions a code text calls.
enum Calls {
    private static let introducers: Set = ["func", "case"]

    /// Called names with what stands before the dot: `rename`, `Glibc.rename`, `Disk.rename`. A declaration is no call.
    static func names(in code: String) -> Set<String> {
        var found: Set<String> = []
        var name = ""
        var previous = ""
        for character in code {
            if character.isLetter || character.isNumber || character == "_" || character == "." {
                if name.last == " " { (previous, name) = (name.filter { $0 != " " }, "") }
                name.append(character)
            } else if character == " " && !name.isEmpty {
                if name.last != " " { name.append(" ") }
            } else {
                if character == "(" && !introducers.contains(previous) && !name.isEmpty {
                    found.insert(name.filter { $0 != " " })
                }
                (previous, name) = ("", "")
            }
        }
        return found
    }

    /// Names that the code itself declares, as functions or as cases of an enum.
    static func declared(in code: String) -> Set<String> {
        let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }.map(String.init)
        return Set(zip(words, words.dropFirst()).filter { introducers.contains($0.0) }.map(\.1))
    }
}
