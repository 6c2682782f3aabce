package import SlipwayModel

/// The one table of what a recipe may say; the files `recipes/reference*.yaml` show each key in use.
package enum RecipeSchema {
    /// Every key of every runtime: for editors and lists. A recipe is checked against the keys of its own runtime.
    package static let schema = schema(for: nil)

    /// A key of another runtime is in it as one that is refused.
    package static func schema(for runtime: ServiceSpec.Runtime?) -> Schema {
        Schema(title: "a recipe", keys: head(runtime) + content(runtime) + running)
    }

    /// What it is and what it is made of.
    private static func head(_ runtime: ServiceSpec.Runtime?) -> [SchemaKey] {
        [
            SchemaKey(
                "name", .text(.appName), required: true, settable: false,
                "the app's name, for example `name: shop`; it is written in the recipe only"),
            SchemaKey(
                "version", .text(.version), settable: false,
                "the release's version, for example `version: 1.4.2`; on the command line use --version"),
            SchemaKey(
                "runtime", .choice(["tomcat", "java", "exec"]), settable: false,
                "what runs the app: Tomcat, a Java program, or any program; `tomcat` when not given"),
            SchemaKey(
                "images", .group(images(runtime)), required: runtime == .tomcat || runtime == .java,
                runtime == .java
                    ? "what the release is made of, for example `images: { jdk: jdk-17 }`"
                    : "what the release is made of, for example `images: { jdk: jdk-17, tomcat: tomcat-10.1 }`"),
        ]
    }

    /// What the app itself is.
    private static func content(_ runtime: ServiceSpec.Runtime?) -> [SchemaKey] {
        [
            SchemaKey(
                "webapps", .list(.group(webapp), atLeast: 1, atMost: 64, settable: nil), required: runtime == .tomcat,
                "the web apps, for example `- { war: shop.war, context: / }`"
            ).only([.tomcat], runtime),
            SchemaKey(
                "java", .group(java), required: runtime == .java,
                "the Java program, for example `java: { jar: lib/app.jar }`"
            ).only([.java], runtime),
            SchemaKey(
                "exec", .group(exec), required: runtime == .exec,
                "the program, for example `exec: { command: [ bin/run ] }`"
            ).only([.exec], runtime),
            SchemaKey(
                "files", .list(.group(file), atLeast: 0, atMost: 1024, settable: nil),
                "files and folders of your own, for example `- { from: run.sh, to: bin/run, mode: \"0755\" }`"),
            SchemaKey(
                "templates", .list(.group(template(runtime)), atLeast: 0, atMost: 256, settable: nil),
                "Mustache templates, rendered when the release is built"),
            SchemaKey(
                "properties", properties, "default properties of the app; `{{version}}` and the like are filled in"),
            SchemaKey(
                "listen", listen(runtime),
                "the ports clients reach the app on, checks ask the first; for tomcat `http` 8080 when not given"),
            SchemaKey("cluster", .group(cluster), "session replication between the nodes of one app")
                .only([.tomcat], runtime),
            SchemaKey("jvm", .group(jvm), "the Java virtual machine").only([.tomcat, .java], runtime),
            SchemaKey(
                "warm-start", .flagOrGroup(warmStart),
                "what is worked out at build so that Tomcat starts faster; `false`: nothing, all of it when not given"
            ).only([.tomcat], runtime),
            SchemaKey(
                "env", .table(keys: .variableName, values: .textOrSecret(.any)),
                "environment variables of the app's process"),
            SchemaKey(
                "shared", .list(.text(.sharedName), atLeast: 0, atMost: 64, settable: nil),
                "folders that outlive releases, beside the logs; the app finds them below `${shared}`"),
        ]
    }

    private static let properties = ValueKind.table(keys: .propertyKey, values: .textOrSecret(.any))

    private static func images(_ runtime: ServiceSpec.Runtime?) -> [SchemaKey] {
        [
            SchemaKey(
                "jdk", .text(.imageName), required: runtime == .tomcat || runtime == .java,
                "the image of the JDK, for example `jdk: jdk-17`"),
            SchemaKey(
                "tomcat", .text(.imageName), required: runtime == .tomcat,
                "the image of Tomcat, for example `tomcat: tomcat-10.1`"
            ).only([.tomcat], runtime),
        ]
    }

    private static let webapp = [
        SchemaKey(
            "war", .text(.path), required: true, "a .war file or an exploded folder, relative to the recipe"),
        SchemaKey("context", .text(.contextPath), required: true, "the path clients find it at, for example `/`"),
        SchemaKey("properties", properties, "default properties of this web app alone; they win over the common ones"),
    ]

    private static let sockets = SchemaKey(
        "sockets", .choice(["own", "inherited"]),
        "who opens the ports: `own`, the program itself; `inherited`, Slipway, which passes them on as LISTEN_FDS; "
            + "`own` when not given")

    private static let java = [
        SchemaKey("jar", .text(.releasePath), "the jar that is run, one of `files`, for example `jar: lib/app.jar`"),
        SchemaKey("main", .text(.className), "the class that is run, for example `main: com.example.Main`"),
        SchemaKey(
            "class-path", .list(.text(.classPath), atLeast: 1, atMost: 1024, settable: nil),
            "where `main` is found: jars and folders among `files`, for example `[ classes, lib/*.jar ]`"),
        SchemaKey(
            "arguments", .list(.text(.any), atLeast: 0, atMost: 256, settable: nil),
            "what the program gets as arguments; `${listen.http}` and the like are filled in on the node"),
        sockets,
    ]

    private static let exec = [
        SchemaKey(
            "command", .list(.text(.notEmpty), atLeast: 1, atMost: 256, settable: nil), required: true,
            "the program, one of `files` or an absolute path, and its arguments, for example `[ bin/run, --port, "
                + "\"${listen.http}\" ]`"),
        SchemaKey(
            "directory", .text(.path), "the folder of the release that it runs in; `.` when not given, the release"),
        sockets,
    ]

    private static let file = [
        SchemaKey("from", .text(.path), required: true, "a file or a whole folder, relative to the recipe"),
        SchemaKey("to", .text(.releasePath), required: true, "where it goes in the release, for example `bin/run`"),
        SchemaKey(
            "mode", .quoted(["0755", "0644"]),
            "\"0755\": it may be executed, \"0644\": it may not; as it lies on the disk when not given"),
        SchemaKey("node", .flag, "true: `${…}` in it is filled in on the node at each start; false when not given"),
    ]

    private static func template(_ runtime: ServiceSpec.Runtime?) -> [SchemaKey] {
        [
            SchemaKey("from", .text(.path), required: true, "the template, relative to the recipe"),
            SchemaKey(
                "to", .text(runtime == .tomcat ? .configPath : .releasePath), required: true,
                "where it goes in the release, for example conf/server.xml"),
        ]
    }

    private static func listen(_ runtime: ServiceSpec.Runtime?) -> ValueKind {
        .list(
            .group([
                SchemaKey("name", .text(.listenerName), required: true, "what the port is called, for example `http`"),
                SchemaKey("port", .number(1...65_535), required: true, "the port, for example `port: 8080`"),
            ]),
            atLeast: runtime == .tomcat ? 1 : 0, atMost: 8, settable: ListSetting(name: "name", value: "port"))
    }

    private static let cluster = [
        SchemaKey("name", .text(.clusterName), required: true, "what the cluster is called, for example `name: shop`"),
        SchemaKey(
            "sessions", .choice(["none", "static", "multicast"]),
            "how sessions reach the other members: not, by the members' list that the node keeps, or by multicast; "
                + "`static` when not given"),
    ]

    private static let jvm = [
        SchemaKey(
            "heap", .text(.heap), "the most memory the Java heap takes, for example 512m; Java's own choice else"),
        SchemaKey(
            "options", .list(.text(.jvmOption), atLeast: 0, atMost: 256, settable: nil), "further options of `java`"),
        SchemaKey(
            "fast-start", .flag,
            "true: only the quick compiler of the Java VM is used, which is sooner up and slower at its best; false "
                + "when not given"),
    ]

    private static let warmStart = [
        SchemaKey("scan", .flag, "which jars Tomcat looks into is decided at build; true when not given"),
        SchemaKey("pages", .flag, "JSP pages are compiled at build; true when not given"),
        SchemaKey("archive", .flag, "the node makes an archive of Tomcat's classes; true when not given"),
    ]
}

extension SchemaKey {
    /// The key as it is for `runtime`: refused unless it is among `runtimes`.
    fileprivate func only(_ runtimes: [ServiceSpec.Runtime], _ runtime: ServiceSpec.Runtime?) -> SchemaKey {
        guard let runtime, !runtimes.contains(runtime) else { return self }
        let named = runtimes.map { "`runtime: \($0.rawValue)`" }.joined(separator: " and ")
        var key = self
        key.required = false
        key.kind = .refused(
            "belongs to \(named), and this recipe's runtime is \(runtime.rawValue)",
            hint: "remove it, or change `runtime`")
        return key
    }
}
