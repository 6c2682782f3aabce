import SlipwayModel
import SlipwayRecipe

/// How a release's Tomcat is started, as the node will do it. `${…}` is resolved there.
enum LaunchLine {
    static func spec(of recipe: Recipe) -> ServiceSpec {
        ServiceSpec(
            name: recipe.name.name, version: recipe.name.version, runtime: recipe.runtime,
            launch: ServiceSpec.Launch(command: command(of: recipe), env: recipe.env), listen: recipe.listen,
            webapps: recipe.webapps.map { ServiceSpec.WebApp(context: $0.context) }, health: recipe.health,
            start: recipe.start, stop: recipe.stop, switch: recipe.switch, restart: recipe.restart,
            keep: recipe.keep, order: recipe.order)
    }

    private static func command(of recipe: Recipe) -> [String] {
        let heap = recipe.heap.map { ["-Xmx" + $0] } ?? []
        return ["${release}/jdk/bin/java"] + heap + recipe.options + opened.map { "--add-opens=\($0)=ALL-UNNAMED" }
            + properties(drain: recipe.stop.drain).map { "-D\($0)=\($1)" }
            + [
                "-cp", "${release}/tomcat/bin/bootstrap.jar:${release}/tomcat/bin/tomcat-juli.jar",
                "org.apache.catalina.startup.Bootstrap", "start",
            ]
    }

    /// What Tomcat looks into to find leaks when a web app stops, as its own start script allows.
    private static let opened = [
        "java.base/java.lang", "java.base/java.lang.reflect", "java.base/java.io", "java.base/java.util",
        "java.base/java.util.concurrent", "java.rmi/sun.rmi.transport",
    ]

    private static func properties(drain: TimeSpan) -> [(String, String)] {
        [
            ("java.util.logging.config.file", "${release}/conf/logging.properties"),
            ("java.util.logging.manager", "org.apache.juli.ClassLoaderLogManager"),
            ("org.apache.tomcat.util.digester.PROPERTY_SOURCE", "dev.slipway.tomcat.NodeProperties"),
            ("catalina.home", "${release}/tomcat"),
            ("catalina.base", "${release}"),
            ("java.io.tmpdir", "${temp}"),
            ("slipway.run", "${run}"),
            ("slipway.work", "${work}"),
            ("slipway.properties", "${run}/node.properties"),
            ("slipway.drain.ms", "\(drain.milliseconds)"),
        ]
    }
}
