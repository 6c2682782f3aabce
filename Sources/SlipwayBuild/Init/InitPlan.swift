import SlipwayModel

/// Decides what a first recipe says, from what a web app shows of itself.
package struct InitPlan: Sendable {
    package private(set) var name: String
    package private(set) var version: String
    /// Where the version comes from, in words.
    package private(set) var versionSource: String
    package private(set) var context: String
    package let facts: WebAppFacts
    /// Tomcat 10 and later have no `javax.servlet`: such a web app is converted first.
    package var needsConversion: Bool { facts.servlets == .javax }

    package static let jdk = "jdk-17"
    package static let tomcat = "tomcat-10.1"
    /// The newest class files that the JDK takes.
    static let newestClass = 61

    /// What build tools call the folder of a web app's own files, whatever the app.
    private static let sourceFolders: Set = ["webapp", "WebContent"]

    /// `file` is the web app's own name, such as `shop##1.4.2.war`; `folder` the name of the folder around it.
    package init(file: String, in folder: String, facts: WebAppFacts) {
        self.facts = facts
        let (title, marked) = Self.parts(file)
        let isTop = title.uppercased() == "ROOT" || Self.sourceFolders.contains(file)
        // `shop#admin.war` is /shop/admin to Tomcat.
        let words = title.split(separator: "#").map(String.init)
        name = isTop ? Self.appName(folder) ?? "app" : Self.appName(words.joined(separator: "-")) ?? "app"
        let path = words.map { $0.filter(Self.isContextLetter) }.filter { !$0.isEmpty && $0 != "." && $0 != ".." }
        context = isTop || path.isEmpty ? "/" : "/" + path.joined(separator: "/")
        let manifest = facts.version.flatMap { ReleaseName.isVersion($0) ? $0 : nil }
        if let marked, ReleaseName.isVersion(marked) {
            (version, versionSource) = (marked, "from the file's name")
        } else if let manifest {
            (version, versionSource) = (manifest, "from its manifest")
        } else {
            (version, versionSource) = ("1.0.0", "")
        }
    }

    /// A person's own words win.
    package mutating func choose(name: String?, version: String?) throws {
        if let name {
            guard ReleaseName.isName(name) else {
                throw Refusal(
                    .usage, "`\(name)` is no name of an app",
                    hint: "1 to 63 lower-case letters, digits and single `-`, beginning with a letter")
            }
            self.name = name
        }
        if let version {
            guard ReleaseName.isVersion(version) else {
                throw Refusal(
                    .usage, "`\(version)` is no version",
                    hint: "letters, digits, `.`, `_`, `-`, beginning with a letter or digit, such as 1.0.0")
            }
            if version != self.version { versionSource = "" }
            self.version = version
        }
    }

    /// `shop##1.4.2.war` as Tomcat reads it, `shop-1.4.2.war` as Maven writes it.
    private static func parts(_ file: String) -> (title: String, version: String?) {
        let title = file.lowercased().hasSuffix(".war") ? String(file.dropLast(4)) : file
        if let mark = title.firstRange(of: "##") {
            return (String(title[..<mark.lowerBound]), String(title[mark.upperBound...]))
        }
        var place = title.startIndex
        while let dash = title[place...].firstIndex(of: "-") {
            let after = title.index(after: dash)
            if dash > title.startIndex, after < title.endIndex, title[after].isASCII, title[after].isNumber,
                title[after...].contains(".")
            {
                return (String(title[..<dash]), String(title[after...]))
            }
            place = after
        }
        return (title, nil)
    }

    private static func appName(_ text: String) -> String? {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = String(words.joined(separator: "-").drop { !$0.isLetter }.prefix(63))
        let whole = name.hasSuffix("-") ? String(name.dropLast()) : name
        return ReleaseName.isName(whole) ? whole : nil
    }

    private static func isContextLetter(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber || "._-".contains(letter))
    }
}
