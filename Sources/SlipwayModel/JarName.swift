/// What the file name of a jar tells: `commons-lang3-3.12.0.jar` is `commons-lang3` in version `3.12.0`.
package struct JarName: Hashable, Sendable {
    package let name: String
    package let version: String

    /// Words that belong to a version though digits follow: `1.0-beta-2`.
    private static let qualifiers: Set = [
        "alpha", "beta", "rc", "cr", "m", "b", "build", "snapshot", "final", "ga", "sp", "release", "jre", "android",
        "incubating", "preview",
    ]

    /// nil when it is no jar, or its name tells no version.
    package init?(path: String) {
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        guard file.hasSuffix(".jar") else { return nil }
        let parts = file.dropLast(4).split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard
            let first = parts.indices.first(where: {
                $0 > 0 && Self.isNumber(parts[$0]) && Self.isVersion(parts[$0...])
            })
        else { return nil }
        name = parts[..<first].joined(separator: "-")
        version = parts[first...].joined(separator: "-")
        if name.isEmpty { return nil }
    }

    private static func isNumber(_ part: String) -> Bool { part.first.map { $0.isASCII && $0.isNumber } ?? false }

    /// `log4j-1.2-api-2.20.0` names another thing behind its first number, so that number is no version yet.
    private static func isVersion(_ parts: ArraySlice<String>) -> Bool {
        zip(parts, parts.dropFirst()).allSatisfy { word, next in
            isNumber(word) || !isNumber(next) || qualifiers.contains(word.lowercased().filter(\.isLetter))
        }
    }
}
