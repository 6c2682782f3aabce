import SlipwayModel

/// Tomcat's own properties with our jar on the class path of the server, before the rest, and left out of the search
/// for tag libraries.
package enum CatalinaProperties {
    private static let loader = "common.loader="
    private static let skipped = "tomcat.util.scan.StandardJarScanFilter.jarsToSkip="

    /// `text` is Tomcat's `conf/catalina.properties`.
    package static func extended(_ text: String, image: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasPrefix(loader) }) else {
            throw Refusal(.badInput, "conf/catalina.properties of the image \(image) has no common.loader")
        }
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
}
