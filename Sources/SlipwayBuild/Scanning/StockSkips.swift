package import SlipwayModel

/// Which jars Tomcat leaves out by its own `conf/catalina.properties` (`StandardJarScanFilter`, both kinds of search).
package struct StockSkips: Hashable, Sendable {
    package static let skipKey = "tomcat.util.scan.StandardJarScanFilter.jarsToSkip"
    package static let scanKey = "tomcat.util.scan.StandardJarScanFilter.jarsToScan"

    private let skipped: [[UInt16]]
    private let scanned: [[UInt16]]
    private let skipsAll: Bool

    package init(_ properties: PropertiesFile) {
        let (skip, scan) = (Self.names(properties.values[Self.skipKey]), Self.names(properties.values[Self.scanKey]))
        skipped = skip.map { Array($0.utf16) }
        scanned = scan.map { Array($0.utf16) }
        skipsAll = scan.isEmpty && (skip.contains("*") || skip.contains("*.jar"))
    }

    /// Tomcat asks twice: for the file's name, and for the name in its URL.
    package func skips(_ name: String) -> Bool {
        skipsAll
            || [name, Self.inURL(name)].allSatisfy { name in
                let units = Array(name.utf16)
                return skipped.contains { Self.matches($0, units) } && !scanned.contains { Self.matches($0, units) }
            }
    }

    /// `StringTokenizer` at commas, each `trim`med.
    private static func names(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").compactMap { part in
            let scalars = Array(part.unicodeScalars)
            guard let first = scalars.firstIndex(where: { $0.value > 32 }),
                let last = scalars.lastIndex(where: { $0.value > 32 })
            else { return nil }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[first...last])
            return String(text)
        }
    }

    /// `File.toURI`: what may not stand in a URL is written as `%XX`.
    private static func inURL(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            if scalar.value > 127 || scalar.value > 32 && !"\"#%<>?[\\]^`{|}\u{7f}".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + (hex.utf8.count < 2 ? "0" : "") + hex
            }
        }
        return result
    }

    /// `*` stands for anything, `?` for one UTF-16 unit. Goes back to the last star only, so it is never slow.
    static func matches(_ pattern: [UInt16], _ text: [UInt16]) -> Bool {
        var (p, t) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == 0x2a {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == 0x3f || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern + 1
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == 0x2a }
    }
}
