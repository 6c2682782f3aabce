import SlipwayModel
import SlipwayRecipe

/// Collects the secrets that a release names with `${secret:NAME}` and `${secret-file:NAME}`.
struct SecretNames {
    private var names: Set<String> = []

    var sorted: [String] { names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) } }

    /// Throws `Refusal` for a mark whose name is none; `at` names the place of a line of the text.
    mutating func add(_ text: String, at place: (Int) -> Place) throws {
        for mark in ["${secret:", "${secret-file:"] {
            var rest = text.utf8[...]
            var line = 1
            while let start = rest.firstRange(of: mark.utf8) {
                line += rest[..<start.lowerBound].count { $0 == 10 }
                rest = rest[start.upperBound...]
                let name = String(rest.prefix { $0 != 125 && $0 != 10 }) ?? ""
                let isClosed = rest.dropFirst(name.utf8.count).first == 125
                guard isClosed, SecretName.isName(name) else {
                    throw place(line).refusal(
                        "`\(mark)\(name.prefix(80))\(isClosed ? "}" : "")` does not name a secret",
                        hint: "write it as \(mark)shop-db-password}, of letters, digits, `.`, `_` and `-`")
                }
                names.insert(name)
            }
        }
    }
}
