import SlipwayModel
import SlipwayRecipe

/// How a release's program is started, as the node will do it. `${…}` is resolved there.
enum LaunchLine {
    /// Texts that the recipe gave, with their `{{…}}` filled in.
    struct Words {
        var options: [String]
        var env: [String: String]
        /// Arguments of a Java program, or the whole command of another.
        var program: [String]
    }

    static func launch(of recipe: Recipe, _ words: Words) -> ServiceSpec.Launch {
        switch recipe.program {
        case .tomcat:
            ServiceSpec.Launch(command: tomcat(recipe), env: words.env)
        case .java(let java, _):
            ServiceSpec.Launch(command: command(of: java, words.program), env: words.env)
        case .exec(let exec, _):
            ServiceSpec.Launch(command: command(words.program), env: words.env, folder: exec.directory)
        }
    }

    private static let java = ["${release}/jdk/bin/java", "${jvm}"]
    private static let temp = "-Djava.io.tmpdir=${temp}"
    private static let properties = "-Dslipway.properties=${run}/node.properties"

    private static func tomcat(_ recipe: Recipe) -> [String] { tomcat(recipe, classPath: bootstrap, also: []) }

    private static let bootstrap = ["${release}/tomcat/bin/bootstrap.jar", "${release}/tomcat/bin/tomcat-juli.jar"]

    /// Methods are compiled after more calls than usual, so that the compilers leave a start its processors: the best
    /// of each comes out the same, somewhat later. Names and usual values are those of HotSpot's tiered compilation.
    private static let patience = [
        "-XX:Tier3InvocationThreshold=400", "-XX:Tier3MinInvocationThreshold=200", "-XX:Tier3CompileThreshold=4000",
        "-XX:Tier4InvocationThreshold=15000", "-XX:Tier4MinInvocationThreshold=1800",
        "-XX:Tier4CompileThreshold=45000", "-XX:Tier4BackEdgeThreshold=120000",
    ]

    /// Tomcat with what was baked. With an archive all classes of server and JDK come from one class path, relative to
    /// the release, so that the archive fits wherever that lies.
    static func warm(_ recipe: Recipe, _ parts: Recipe.WarmStart, classPath: [String]) -> [String] {
        var also: [String] = []
        if parts.scan || parts.archive {
            also.append("-Dcatalina.config=file:${release}/" + ReleaseLayout.warmProperties)
        }
        if parts.pages { also.append("-Dslipway.pages=${release}/" + ReleaseLayout.pages) }
        if parts.archive { also.append(ServiceSpec.WarmStart.archiveWord) }
        var command = tomcat(recipe, classPath: parts.archive ? classPath : bootstrap, also: also)
        // Before the recipe's own, which shall win.
        command.insert(contentsOf: patience, at: 1)
        return command
    }

    private static func tomcat(_ recipe: Recipe, classPath: [String], also: [String]) -> [String] {
        let opened = opened + (recipe.listen.count > 1 ? [channels] : [])
        return java + opened.map { "--add-opens=\($0)=ALL-UNNAMED" } + [
            "-Djava.util.logging.config.file=${release}/conf/logging.properties",
            "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
            "-Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=dev.slipway.tomcat.NodeProperties",
            "-Dcatalina.home=${release}/tomcat", "-Dcatalina.base=${release}", temp, "-Dslipway.run=${run}",
            "-Dslipway.work=${work}", properties, "-Dslipway.drain.ms=\(recipe.stop.drain.milliseconds)",
        ] + also + ["-cp", classPath.joined(separator: ":"), "org.apache.catalina.startup.Bootstrap", "start"]
    }

    /// What Tomcat looks into to find leaks when a web app stops, as its own start script allows.
    private static let opened = [
        "java.base/java.lang", "java.base/java.lang.reflect", "java.base/java.io", "java.base/java.util",
        "java.base/java.util.concurrent", "java.rmi/sun.rmi.transport",
    ]

    /// What our connector makes a channel of a descriptor with: Java itself takes over the first one only.
    private static let channels = "java.base/sun.nio.ch"

    private static func command(of program: Recipe.Java, _ arguments: [String]) -> [String] {
        let entry =
            switch program.entry {
            case .jar(let path): ["-jar", inRelease(path)]
            case .main(let name, let classPath):
                ["-cp", classPath.map(inRelease).joined(separator: ":"), name]
            }
        return java + [temp, properties] + entry + arguments
    }

    /// A relative program lies in the release; the node runs it from `directory`.
    private static func command(_ words: [String]) -> [String] {
        guard let program = words.first, !program.hasPrefix("/"), !program.contains("${") else { return words }
        return [inRelease(program)] + words.dropFirst()
    }

    private static func inRelease(_ path: String) -> String { "${release}/" + path }
}
