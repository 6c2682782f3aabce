import SlipwayBuild
import SlipwayModel
import SlipwaySystem
import SlipwayTesting

/// Real classes, compiled once, by their names with slashes: a made-up servlet API, a server's initializer, and what
/// web apps have.
enum ScanRig {
    static let hasCompiler = Command.find("javac", in: ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin") != nil

    private static let sources = [
        "jakarta/servlet/annotation/WebServlet": "public @interface WebServlet { String[] value(); }",
        "jakarta/servlet/annotation/HandlesTypes": "public @interface HandlesTypes { Class<?>[] value(); }",
        "jakarta/servlet/ServletContainerInitializer": "public interface ServletContainerInitializer {}",
        "javax/servlet/ServletContainerInitializer": "public interface ServletContainerInitializer {}",
        "jakarta/websocket/Endpoint": "public abstract class Endpoint {}",
        "jakarta/websocket/server/ServerEndpoint": "public @interface ServerEndpoint { String value(); }",
        "server/WsInit": """
        @jakarta.servlet.annotation.HandlesTypes({
            jakarta.websocket.server.ServerEndpoint.class, jakarta.websocket.Endpoint.class })
        public class WsInit { int a; long b = 7L; double c = 2.5; void run() { Runnable r = () -> a++; } }
        """,
        "app/Annotated": "@jakarta.servlet.annotation.WebServlet(\"/a\") public class Annotated {}",
        "app/Plain": "public class Plain { jakarta.websocket.server.ServerEndpoint field; }",
        "app/Base": "public abstract class Base extends jakarta.websocket.Endpoint {}",
        "app/Chat": "public class Chat extends app.Base implements Runnable { public void run() {} }",
        "app/Pojo": "@jakarta.websocket.server.ServerEndpoint(\"/p\") public class Pojo {}",
        "lib/Plugin": "public interface Plugin {}", "lib/Better": "public interface Better extends Plugin {}",
        "lib/Mark": "public @interface Mark {}",
        "lib/Init": "@jakarta.servlet.annotation.HandlesTypes({ Plugin.class, Mark.class }) public class Init {}",
        "lib/One": "@jakarta.servlet.annotation.HandlesTypes(Plugin.class) public class One {}",
        "other/Impl": "public class Impl implements lib.Better {}",
        "other/Marked": "@lib.Mark public class Marked {}",
        "other/JavaInit":
            "@jakarta.servlet.annotation.HandlesTypes(java.util.EventListener.class) public class JavaInit {}",
    ]

    static let classes: [String: [UInt8]] = {
        guard let folder = try? TemporaryFolder("scan"), (try? compile(folder)) == true else { return [:] }
        var classes: [String: [UInt8]] = [:]
        for name in sources.keys { classes[name] = try? Files.read(folder("out/\(name).class")) }
        return classes
    }()

    private static func compile(_ folder: TemporaryFolder) throws -> Bool {
        var files: [String] = []
        for (name, body) in sources {
            let package = parent(of: name).map { $0 == "/" ? "." : String($0) }.joined()
            files.append(
                try folder.write(
                    "src/\(name).java", "package \(package);\n" + Self.retained(body)))
        }
        return try Command.run("javac", ["-nowarn", "-d", folder("out")] + files.sorted()).succeeded
    }

    /// Annotations can be seen when the program runs.
    private static func retained(_ body: String) -> String {
        body.contains("@interface")
            ? "@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) " + body : body
    }

    static func bytes(_ name: String) -> [UInt8] { classes[name] ?? [] }

    /// A jar of these classes with more files in it.
    static func jar(_ names: [String], _ more: [(path: String, content: String)] = []) -> [UInt8] {
        StoredZip.bytes(
            of: more.map { ($0.path, Array($0.content.utf8)) } + names.map { ("\($0).class", bytes($0)) })
    }

    /// What tells where a Tomcat has its servlets: `jakarta` or `javax`.
    static func servlets(_ place: String) -> [UInt8] { jar([place + "/servlet/ServletContainerInitializer"]) }

    static let services = "META-INF/services/jakarta.servlet.ServletContainerInitializer"

    /// What a Tomcat brings.
    static var server: [UInt8] {
        jar(
            [
                "jakarta/servlet/annotation/WebServlet", "jakarta/servlet/annotation/HandlesTypes",
                "jakarta/websocket/Endpoint", "jakarta/websocket/server/ServerEndpoint", "server/WsInit",
            ], [(services, "# ours\n  server.WsInit # and no other\n\n")])
    }

    static func facts(_ jar: [UInt8], in folder: TemporaryFolder) throws -> ScanFacts {
        let path = folder("facts-" + (try Randomness.hex(bytes: 4)) + ".jar")
        try DurableFile.replaceVolatile(path, with: jar)
        return try LibraryReader.facts(of: OpenFile.read(path))
    }
}
