import SlipwayModel

/// Puts our jars before Tomcat's own on the class path of its server.
package enum CatalinaProperties {
    private static let key = "common.loader="
    private static let ours = "\"${catalina.base}/service/*.jar\""

    /// `text` is Tomcat's `conf/catalina.properties`.
    package static func extended(_ text: String, image: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasPrefix(key) }) else {
            throw Refusal(.badInput, "conf/catalina.properties of the image \(image) has no common.loader")
        }
        let rest = lines[index].dropFirst(key.count)
        lines[index] = key + ours + (rest.allSatisfy(\.isWhitespace) ? "" : "," + rest)
        return lines.joined(separator: "\n")
    }
}
