/// The classes that a node makes an archive of: those that Slipway lists, as far as a release's Tomcat has them. The
/// same for the same Tomcat, whoever builds.
struct ClassList: Equatable {
    /// Sorted by their bytes, each once, as `java/lang/Object`.
    let names: [String]

    private static let server = ["org/apache/", "jakarta/", "dev/slipway/"]
    private static let newPrefix = "jakarta/"
    private static let oldPrefix = "javax/"

    /// `listed`: one name a line. `served`: all classes of the server's jars; nil when they are not known. What belongs
    /// to the JDK stays, for the VM passes over what it lacks. Up to Tomcat 9 servlets have their old name.
    init(listed: String, served: Set<String>?) {
        var names: Set<String> = []
        for line in listed.split(separator: "\n").map(String.init) {
            guard let served, Self.server.contains(where: line.hasPrefix) else {
                names.insert(line)
                continue
            }
            let old = Self.oldPrefix + line.dropFirst(Self.newPrefix.count)
            if served.contains(line) {
                names.insert(line)
            } else if line.hasPrefix(Self.newPrefix), served.contains(old) {
                names.insert(old)
            }
        }
        self.names = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    var bytes: [UInt8] { Array(names.map { $0 + "\n" }.joined().utf8) }

    /// The classes in these jars; nil when one of them leaves questions.
    static func classes(in jars: [String]) -> Set<String>? {
        var classes: Set<String> = []
        for jar in jars {
            guard let entries = JarNames.entries(of: jar) else { return nil }
            for entry in entries {
                let name = String(decoding: entry, as: UTF8.self)
                if name.hasSuffix(".class") { classes.insert(String(name.dropLast(6))) }
            }
        }
        return classes
    }
}
