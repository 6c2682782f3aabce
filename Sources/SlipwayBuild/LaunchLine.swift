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

    private static func tomcat(_ recipe: Recipe) -> [String] {
        let opened = opened + (recipe.listen.count > 1 ? [channels] : [])
        return java + opened.map { "--add-opens=\($0)=ALL-UNNAMED" } + [
            "-Djava.util.logging.config.file=${release}/conf/logging.properties",
            "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
            "-Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=dev.slipway.tomcat.NodeProperties",
            "-Dcatalina.home=${release}/tomcat", "-Dcatalina.base=${release}", temp, "-Dslipway.run=${run}",
            "-Dslipway.work=${work}", properties, "-Dslipway.drain.ms=\(recipe.stop.drain.milliseconds)",
            "-cp", "${release}/tomcat/bin/bootstrap.jar:${release}/tomcat/bin/tomcat-juli.jar",
            "org.apache.catalina.startup.Bootstrap", "start",
        ]
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
