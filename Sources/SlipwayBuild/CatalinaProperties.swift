import SlipwayModel

/// Tomcat's own properties with what a release changes in them: our jar on the class path of the server, before the
/// rest, and left out of the search for tag libraries; or nothing but the flat class path and the jars that are looked
/// into.
package enum CatalinaProperties {
    private static let loader = "common.loader="
    private static let skipped = StockSkips.skipKey + "="

    /// `text` is Tomcat's `conf/catalina.properties`.
    package static func extended(_ text: String, image: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasPrefix(loader) }) else { throw noLoader(image) }
        prepend("\"${catalina.base}/service/*.jar\"", to: &lines[index], after: loader)
        if let index = lines.firstIndex(where: { $0.hasPrefix(skipped) }) {
            prepend("slipway-tomcat.jar", to: &lines[index], after: skipped)
        }
        return lines.joined(separator: "\n")
    }

    private static func prepend(_ item: String, to line: inout String, after key: String) {
        let rest = line.dropFirst(key.count)
        line = key + item + (rest.allSatisfy(\.isWhitespace) ? "" : "," + rest)
    }

    private static func noLoader(_ image: String) -> Refusal {
        Refusal(.badInput, "conf/catalina.properties of the image \(image) has no common.loader")
    }

    /// Names of jars that Tomcat looks into.
    package struct Searched: Hashable, Sendable {
        package var all: [String]
        /// Those of them that may register something when a web app starts. The rest have tag libraries only.
        package var registering: [String]

        package init(all: [String], registering: [String]) {
            self.all = all
            self.registering = registering
        }
    }

    /// What our listener reads (`JarSearch`), for Tomcat has one list for both kinds of search.
    package static let registeringKey = "slipway.registering.jars"

    /// For a start with all jars on the class path: of jars only `searched` are looked into; with nil, or a name that
    /// cannot be written there, those that `text`, Tomcat's own or our `extended` one, says. Without `flat` the class
    /// path stays as it is.
    package static func warm(
        _ text: String, searched: Searched?, image: String, flat: Bool = true
    ) throws -> String {
        var values: [String: String] = flat ? ["common.loader": ""] : [:]
        if let searched, canName(searched.all) {
            // `*.jar` with nothing to look into would make Tomcat leave out WEB-INF/classes/META-INF as well.
            values[StockSkips.skipKey] = "?*.jar"
            values[StockSkips.scanKey] = list(searched.all)
            if Set(searched.registering) != Set(searched.all) { values[registeringKey] = list(searched.registering) }
        } else {
            values[StockSkips.skipKey] = withOurs(PropertiesFile(reading: Array(text.utf8)).values[StockSkips.skipKey])
        }
        var lines: [String] = []
        for line in logicalLines(text) {
            guard let key = PropertiesFile(reading: Array(line.utf8)).values.keys.first, let value = values[key] else {
                lines.append(line)
                continue
            }
            // The last of several would count.
            if lines.contains(where: { $0.hasPrefix(key + "=") }) { continue }
            lines.append(key + "=" + PropertiesText.value(value))
        }
        if flat, !lines.contains(where: { $0.hasPrefix(loader) }) { throw noLoader(image) }
        let last = lines.last?.isEmpty == true ? [lines.removeLast()] : []
        for key in [StockSkips.skipKey, StockSkips.scanKey, registeringKey]
        where !lines.contains(where: { $0.hasPrefix(key + "=") }) {
            if let value = values[key] { lines.append(key + "=" + PropertiesText.value(value)) }
        }
        return (lines + last).joined(separator: "\n")
    }

    private static func list(_ names: [String]) -> String {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",")
    }

    /// Whether these names of jars stand for themselves in a list of Tomcat's.
    package static func canName(_ names: [String]) -> Bool {
        names.allSatisfy { name in
            !name.utf8.contains { $0 == 0x2c || $0 == 0x2a || $0 == 0x3f } && name.utf8.first.map { $0 > 32 } == true
                && name.utf8.last.map { $0 > 32 } == true && !name.contains("${")
        }
    }

    private static func withOurs(_ stock: String?) -> String {
        let ours = "slipway-tomcat.jar"
        guard let stock, stock.contains(where: { $0 != " " }) else { return ours }
        return stock.split(separator: ",").contains { $0 == ours } ? stock : ours + "," + stock
    }

    /// Each with the lines that go on from it; a comment or a blank line is one of its own.
    private static func logicalLines(_ text: String) -> [String] {
        var lines: [String] = []
        var goesOn = false
        for bytes in natural(text) {
            let line = Substring(decoding: bytes, as: UTF8.self)
            if goesOn, let before = lines.popLast() {
                lines.append(before + "\n" + line)
            } else {
                lines.append(String(line))
            }
            goesOn = (goesOn || !isComment(line)) && line.utf8.reversed().prefix { $0 == 0x5c }.count % 2 == 1
        }
        return lines
    }

    /// They end with LF, CR or both.
    private static func natural(_ text: String) -> [ArraySlice<UInt8>] {
        var bytes = Array(text.utf8)
        for place in bytes.indices.reversed() where bytes[place] == 0x0d {
            if place + 1 < bytes.count, bytes[place + 1] == 0x0a {
                bytes.remove(at: place)
            } else {
                bytes[place] = 0x0a
            }
        }
        return bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    }

    private static func isComment(_ line: Substring) -> Bool {
        let first = line.utf8.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0c }
        return first == 0x23 || first == 0x21
    }
}
