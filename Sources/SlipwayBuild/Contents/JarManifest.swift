/// The main section of a jar's `META-INF/MANIFEST.MF` (Java's JAR file specification), as far as it names the jar.
package struct JarManifest: Codable, Hashable, Sendable {
    package var symbolicName: String?
    package var bundleVersion: String?
    package var title: String?
    package var vendor: String?
    package var version: String?

    package init() {}

    package init(reading bytes: [UInt8]) {
        let values = Self.values(bytes)
        // Directives follow behind a semicolon.
        let name = values["bundle-symbolicname"]?.split(separator: ";").first.map(String.init)
        symbolicName = PlainWord.checked(name.map { String($0.filter { $0 != " " }) })
        bundleVersion = PlainWord.checked(values["bundle-version"])
        title = PlainWord.checked(values["implementation-title"])
        vendor = PlainWord.checked(values["implementation-vendor-id"])
        version = PlainWord.checked(values["implementation-version"])
    }

    /// The file names in `Class-Path`, without their folders.
    static func classPath(_ bytes: [UInt8]) -> [String] {
        (values(bytes)["class-path"] ?? "").split(separator: " ").compactMap { $0.split(separator: "/").last }
            .map(String.init)
    }

    /// By their names in lower case. A line that begins with a blank goes on where the one before ended; an empty line
    /// ends the section.
    private static func values(_ bytes: [UInt8]) -> [String: String] {
        var lines: [String] = []
        for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 10 }) {
            let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            if text.isEmpty { break }
            if text.first == " ", let last = lines.popLast() {
                lines.append(last + text.dropFirst())
            } else {
                lines.append(text)
            }
        }
        var values: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            values[line[..<colon].lowercased()] = String(value)
        }
        return values
    }
}
