import SlipwaySystem

/// Tells from the jars of a Tomcat whether our program can compile pages with it.
struct PageServer {
    /// The folder of its jars.
    let lib: String

    private static let servlet = Array("jakarta/servlet/Servlet.class".utf8)
    private static let resources = Array("META-INF/resources/".utf8)

    /// Not without Jasper and its Java compiler, and not where servlets have another name.
    func canCompile() throws -> Bool {
        let names = try Files.names(in: lib)
        guard names.contains("jasper.jar"), names.contains(where: { $0.hasPrefix("ecj") && $0.hasSuffix(".jar") })
        else { return false }
        return JarNames.entries(of: lib + "/servlet-api.jar")?.contains(Self.servlet) ?? false
    }

    /// Whether an entry of a jar of a web app lies among the web app's own files.
    static func isResource(_ name: [UInt8]) -> Bool { name.starts(with: resources) && name != resources }
}
