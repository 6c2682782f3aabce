import SlipwayModel

/// Where a Tomcat's class loaders look, as its `conf/catalina.properties` says.
struct ServerLoaders {
    /// In `lib` of its own folder and of the release, and nowhere else.
    let areUsual: Bool

    private static let usual: Set = [
        "${catalina.base}/lib", "${catalina.base}/lib/*.jar", "${catalina.home}/lib", "${catalina.home}/lib/*.jar",
    ]

    init(_ properties: String) {
        let values = PropertiesFile(reading: Array(properties.utf8)).values
        func places(_ name: String) -> Set<String> {
            let words = (values[name + ".loader"] ?? "").split(separator: ",").map { word in
                String(word.filter { $0 != "\"" && $0 != " " && $0 != "\t" })
            }
            return Set(words.filter { !$0.isEmpty })
        }
        areUsual = places("common").isSubset(of: Self.usual) && places("server").isEmpty && places("shared").isEmpty
    }
}
