/// The one table of what a recipe may say; `recipes/reference.yaml` shows each key in use.
package enum RecipeSchema {
    package static let schema = Schema(title: "a recipe", keys: keys)

    private static let keys = [
        SchemaKey(
            "name", .text(.appName), required: true, settable: false,
            "the app's name, for example `name: shop`; it is written in the recipe only"),
        SchemaKey(
            "version", .text(.version), settable: false, "the release's version; on the command line use --version"),
        SchemaKey(
            "runtime", .choice(["tomcat"]), settable: false, "what runs the app; `tomcat` when not given"),
        SchemaKey(
            "images", .group(images), required: true,
            "what the release is made of, for example `images: { jdk: jdk-17, tomcat: tomcat-10.1 }`"),
        SchemaKey(
            "webapps", .list(.group(webapp), atLeast: 1, atMost: 64, settable: nil), required: true,
            "the web apps, for example `- { war: shop.war, context: / }`"),
        SchemaKey(
            "templates", .list(.group(template), atLeast: 0, atMost: 256, settable: nil),
            "Mustache templates, rendered when the release is built"),
        SchemaKey(
            "properties", properties, "default properties of every web app; `{{version}}` and the like are filled in"),
        SchemaKey(
            "listen",
            .list(.group(listener), atLeast: 1, atMost: 1, settable: ListSetting(name: "name", value: "port")),
            "the port clients reach the app on; `http` 8080 when not given"),
        SchemaKey("jvm", .group(jvm), "the Java virtual machine"),
        SchemaKey(
            "env", .table(keys: .variableName, values: .text(.any)), "environment variables of the app's process"),
        SchemaKey(
            "health", .list(.group(check), atLeast: 0, atMost: 16, settable: nil), "how the app shows that it is well"),
        SchemaKey("start", .group(start), "starting"),
        SchemaKey("stop", .group(stop), "stopping"),
        SchemaKey("switch", .group(change), "how a new release takes over from the old one"),
        SchemaKey("restart", .group(restart), "how a process that ended is started again"),
        SchemaKey("keep", .number(1...1000), "how many generations a node keeps; 5 when not given"),
        SchemaKey("order", .number(0...100_000), "smaller numbers start first, and stop last; 10 when not given"),
    ]

    private static let properties = ValueKind.table(keys: .propertyKey, values: .text(.any))

    private static let images = [
        SchemaKey("jdk", .text(.imageName), required: true, "the image of the JDK, for example `jdk: jdk-17`"),
        SchemaKey(
            "tomcat", .text(.imageName), required: true, "the image of Tomcat, for example `tomcat: tomcat-10.1`"),
    ]

    private static let webapp = [
        SchemaKey(
            "war", .text(.path), required: true, "a .war file or an exploded folder, relative to the recipe"),
        SchemaKey("context", .text(.contextPath), required: true, "the path clients find it at, for example `/`"),
        SchemaKey("properties", properties, "default properties of this web app alone; they win over the common ones"),
    ]

    private static let template = [
        SchemaKey("from", .text(.path), required: true, "the template, relative to the recipe"),
        SchemaKey(
            "to", .text(.configPath), required: true, "where it goes in the release, for example conf/server.xml"),
    ]

    private static let listener = [
        SchemaKey("name", .text(.listenerName), required: true, "what the port is called, for example `http`"),
        SchemaKey("port", .number(1...65_535), required: true, "the port"),
    ]

    private static let jvm = [
        SchemaKey(
            "heap", .text(.heap), "the most memory the Java heap takes, for example 512m; Java's own choice else"),
        SchemaKey(
            "options", .list(.text(.jvmOption), atLeast: 0, atMost: 256, settable: nil), "further options of `java`"),
    ]

    private static let check = [
        SchemaKey("http", .text(.urlPath), required: true, "the path that is asked, for example `/health`"),
        SchemaKey("status", .number(100...599), "the status that means well; 200 when not given"),
        SchemaKey("contains", .text(.notEmpty), "text that the answer must contain"),
        SchemaKey("every", .span, "how often; 10s when not given"),
        SchemaKey("timeout", .span, "how long an answer may take; 2s when not given"),
        SchemaKey("failures", .number(1...100), "failures in a row that condemn; 3 when not given"),
        SchemaKey("then", .choice(["restart", "alert"]), "what happens then; `restart` when not given"),
    ]

    private static let start = [
        SchemaKey("deadline", .span, "how long until the app must be well; 120s when not given"),
        SchemaKey(
            "warm-up", .list(.text(.urlPath), atLeast: 0, atMost: 64, settable: nil),
            "paths asked before the first client is let in"),
    ]

    private static let stop = [
        SchemaKey("drain", .span, "how long running requests may take to end; 10s when not given"),
        SchemaKey("deadline", .span, "how long the process may take to end before it is killed; 30s when not given"),
    ]

    private static let change = [
        SchemaKey(
            "mode", .choice(["overlap", "handover"]),
            "`overlap`: both run until the new one is well; `handover`: the old one stops first"),
        SchemaKey(
            "trial", .span, "how long the new release must stay well before it counts as good; 30s when not given"),
        SchemaKey("keep-warm", .span, "how long the old one stays ready for a rollback; 10m when not given"),
    ]

    private static let restart = [
        SchemaKey("backoff", .spanRange, "the first pause between restarts and the longest; 500ms..60s when not given"),
        SchemaKey("reset-after", .span, "running this long forgets earlier ends; 5m when not given"),
        SchemaKey("budget", .budget, "more restarts than this is a failure; `10 in 1h` when not given"),
    ]
}
