/// What one key of a recipe does: a piece of text in a file of the release.
struct KeyEffect: Sendable {
    var keys: [String]
    var file: String
    var text: String

    /// The last of the words is what `service.json` holds.
    init(_ words: String...) {
        keys = words.dropLast()
        file = "service/service.json"
        text = words.last ?? ""
    }

    init(_ keys: String..., in file: String, _ text: String) {
        self.keys = keys
        self.file = file
        self.text = text
    }
}

/// Recipes with every key, and what each key does.
enum KeyedRecipes {
    static let tomcat = """
        name: shop
        version: 1.4.2
        runtime: tomcat
        images: { jdk: my-jdk, tomcat: my-tomcat }
        webapps: [ { war: shop.war, context: /x, properties: { own: mine } } ]
        templates: [ { from: all.mustache, to: conf/all.txt } ]
        files:
          - { from: tools, to: bin, mode: "0755" }
          - { from: app.conf, to: app/app.conf, node: true }
        properties: { plain: "{{name}}", pass: { secret: db-pass }, store: { secret-file: key.p12 } }
        listen: [ { name: web, port: 8099 }, { name: admin, port: 8100 } ]
        cluster: { name: ring, sessions: multicast }
        jvm: { heap: 96m, options: [ "-Dv={{version}}" ], fast-start: true }
        warm-start: { scan: false, pages: false, archive: true }
        env: { ZONE: "{{name}}", TOKEN: { secret: mail } }
        shared: [ uploads, cache ]
        health:
          - { http: /h, status: 204, contains: fine, every: 7s, timeout: 3s, failures: 4, then: alert }
          - { exec: [ bin/check, -q ] }
          - https: /s
            matches: "up$"
            header: { Kind: good }
            host: shop.example
            listen: admin
            no-data: ignore
          - { tcp: admin }
          - { heartbeat: cache/beat, within: 9s }
          - { jvm: gc, above: 77% }
          - { log: alas }
        start: { deadline: 77s, warm-up: [ /warm ] }
        stop: { drain: 6s, deadline: 21s }
        switch: { mode: handover, trial: 9s, keep-warm: 11m }
        restart: { backoff: 2s..9s, reset-after: 8m, budget: 3 in 4m }
        limits: { memory: 1g, cpu: 150%, nofile: 2048, processes: 512, oom-score: 7 }
        logs: { size: 2m, age: 3h, keep: 4, when-full: wait }
        incidents: { keep: 5, size: 6m, heap: true }
        hooks: { pre-start: bin/check }
        steps:
          - { do: bin/check }
          - at: after-admit
            do: [ bin/check, "{{version}}" ]
            undo: [ bin/check, "${secret-file:pgpass}" ]
            deadline: 9m
        keep: 7
        order: 33
        """

    static let java = """
        name: quotes
        version: "2"
        runtime: java
        images: { jdk: my-jdk }
        files: [ { from: jars, to: lib } ]
        java:
          main: a.b.Main
          class-path: [ lib/*.jar ]
          arguments: [ "${listen.http}", "{{version}}" ]
          sockets: inherited
        properties: { a: b }
        listen: [ { name: http, port: 8098 }, { name: admin, port: 8097 } ]
        """

    static let exec = """
        name: run
        version: "3"
        runtime: exec
        files:
          - { from: tools, to: bin, mode: "0755" }
          - { from: app.conf, to: etc/app.conf, node: true }
        templates: [ { from: all.mustache, to: etc/all.txt } ]
        exec: { command: [ bin/check, "${secret-file:cert}", "{{name}}" ], directory: etc }
        """

    static let seenInTomcat = [
        KeyEffect("name", #""name":"shop""#), KeyEffect("version", #""version":"1.4.2""#),
        KeyEffect("runtime", #""runtime":"tomcat""#), KeyEffect("images.jdk", in: "jdk/bin/java", "echo java"),
        KeyEffect("images.tomcat", in: "tomcat/lib/catalina.jar", "stock"),
        KeyEffect("webapps[].war", in: "webapps/x/index.jsp", "<%= 1 %>"),
        KeyEffect("webapps[].context", #""webapps":[{"context":"/x"}]"#),
        KeyEffect("webapps[].properties", in: "properties/x.properties", "own=mine\n"),
        KeyEffect("properties", in: "properties/x.properties", "pass=${secret:db-pass}\nplain=shop\n"),
        KeyEffect("properties", in: "properties/x.properties", "store=${secret-file:key.p12}\n"),
        KeyEffect("properties", "env", #""secrets":["conf-one","db-pass","key.p12","mail","pgpass"]"#),
        KeyEffect(
            "templates[].from", "templates[].to", in: "conf/all.txt", "tomcat 1073741824 150 2048 <uploads><cache>"),
        KeyEffect("cluster.name", "cluster.sessions", in: "conf/all.txt", "ring multicast M"),
        KeyEffect("cluster.name", "cluster.sessions", #""cluster":{"name":"ring","sessions":"multicast"}"#),
        KeyEffect("files[].from", "files[].to", "files[].mode", in: "bin/check", "#!/bin/sh"),
        KeyEffect("files[].node", #""nodeFiles":["app/app.conf"]"#),
        KeyEffect("files[].node", in: "app/app.conf", "a=${secret:conf-one}\n"),
        KeyEffect(
            "listen[].name", "listen[].port", #""listen":[{"name":"web","port":8099},{"name":"admin","port":8100}]"#),
        KeyEffect("listen[].name", "listen[].port", in: "conf/all.txt", "[web 8099 first][admin 8100]"),
        KeyEffect("listen[]", #""--add-opens=java.base/sun.nio.ch=ALL-UNNAMED""#),
        KeyEffect("jvm.heap", "jvm.options", #""jvm":{"fastStart":true,"heap":"96m","options":["-Dv=1.4.2"]}"#),
        KeyEffect("jvm.fast-start", #""fastStart":true"#),
        KeyEffect("warm-start.archive", #""warmStart":{"archive":"sha256:"#),
        KeyEffect("warm-start.scan", #""webapps":[{"jars":1}]}"#),
        KeyEffect("warm-start.pages", in: "service/catalina.properties", "common.loader="),
        KeyEffect("env", #""env":{"TOKEN":"${secret:mail}","ZONE":"shop"}"#),
        KeyEffect("shared", #""shared":["uploads","cache"]"#),
        KeyEffect("health[].http", #""http":"/h""#), KeyEffect("health[].status", #""status":204"#),
        KeyEffect("health[].contains", #""contains":"fine""#), KeyEffect("health[].every", #""every":"7s""#),
        KeyEffect("health[].timeout", #""timeout":"3s""#), KeyEffect("health[].failures", #""failures":4"#),
        KeyEffect("health[].https", "health[].host", #""host":"shop.example","http":"/s""#),
        KeyEffect("health[].https", #""tls":true"#), KeyEffect("health[].matches", #""matches":"up$""#),
        KeyEffect("health[].header", #""header":{"Kind":"good"}"#), KeyEffect("health[].listen", #""listen":"admin""#),
        KeyEffect("health[].no-data", #""noData":"ignore""#), KeyEffect("health[].tcp", #""tcp":"admin""#),
        KeyEffect("health[].heartbeat", #""heartbeat":"cache/beat""#),
        KeyEffect("health[].within", #""within":"9s""#), KeyEffect("health[].log", #""log":"alas""#),
        KeyEffect("health[].jvm", "health[].above", #"{"above":77,"every":"10s","failures":6,"jvm":"gc""#),
        KeyEffect(
            "logs", "logs.size", "logs.age", "logs.keep", "logs.when-full",
            #""logs":{"age":"3h","keep":4,"size":2097152,"whenFull":"wait"}"#),
        KeyEffect(
            "incidents", "incidents.keep", "incidents.size", "incidents.heap",
            #""incidents":{"heap":true,"keep":5,"size":6291456}"#),
        KeyEffect("health[].then", #""then":"alert""#), KeyEffect("health[].exec", #""exec":["bin/check","-q"]"#),
        KeyEffect(
            "start.deadline", "start.warm-up", #""start":{"deadline":"77s","warmUp":["/warm"],"warmsItself":true}"#),
        KeyEffect("stop.drain", "stop.deadline", #""stop":{"deadline":"21s","drain":"6s"}"#),
        KeyEffect("stop.drain", "-Dslipway.drain.ms=6000"),
        KeyEffect(
            "switch.mode", "switch.trial", "switch.keep-warm", #"{"keepWarm":"11m","mode":"handover","trial":"9s"}"#),
        KeyEffect("restart.backoff", #""backoffFirst":"2s","backoffMost":"9s""#),
        KeyEffect("restart.reset-after", #""resetAfter":"8m""#),
        KeyEffect("restart.budget", #""budget":3,"budgetWindow":"4m""#),
        KeyEffect(
            "limits.memory", "limits.cpu", "limits.nofile", "limits.processes", "limits.oom-score",
            #"{"cpu":150,"memory":1073741824,"nofile":2048,"oomScore":7,"processes":512}"#),
        KeyEffect("hooks.pre-start", #""hooks":{"preStart":"bin/check"}"#),
        KeyEffect("steps[].do", #""steps":[{"at":"before-admit","deadline":"1m","do":["bin/check"]},"#),
        KeyEffect(
            "steps[].at", "steps[].do", "steps[].undo", "steps[].deadline",
            #"{"at":"after-admit","deadline":"9m","do":["bin/check","1.4.2"],"#
                + #""undo":["bin/check","${secret-file:pgpass}"]}"#
        ),
        KeyEffect("keep", #""keep":7"#), KeyEffect("order", #""order":33"#),
        KeyEffect("runtime", #""sockets":"admitted""#),
    ]

    static let seenInJava = [
        KeyEffect("runtime", #""runtime":"java""#), KeyEffect("java.sockets", #""sockets":"inherited""#),
        KeyEffect("java.sockets", #""mode":"handover""#),
        KeyEffect(
            "java.main", "java.class-path", "java.arguments",
            #""command":["${release}/jdk/bin/java","${jvm}","-Djava.io.tmpdir=${temp}","#
                + #""-Dslipway.properties=${run}/node.properties","-cp","${release}/lib/a.jar:${release}/lib/b.jar","#
                + #""a.b.Main","${listen.http}","2"]"#),
        KeyEffect("jvm", #""jvm":{"options":[]}"#),
        KeyEffect(
            "health",
            #""health":[{"every":"10s","failures":1,"jvm":"deadlock","status":200,"then":"restart","timeout":"2s"},"#
                + #"{"above":95,"every":"10s","failures":6,"jvm":"heap","status":200,"then":"restart","timeout":"2s"},"#
                + #"{"every":"10s","failures":1,"log":"java.lang.OutOfMemoryError","status":200,"then":"restart","#
                + #""timeout":"2s"}]"#),
        KeyEffect("files[].from", in: "lib/a.jar", "a"),
        KeyEffect("properties", in: "properties/app.properties", "a=b\n"),
        KeyEffect("listen", #"[{"name":"http","port":8098},{"name":"admin","port":8097}]"#),
    ]

    static let seenInExec = [
        KeyEffect("health", #""health":[]"#), KeyEffect("runtime", #""runtime":"exec""#),
        KeyEffect("exec.sockets", #""sockets":"own""#),
        KeyEffect("exec.sockets", #""mode":"stop-start""#),
        KeyEffect("exec.command", #""command":["${release}/bin/check","${secret-file:cert}","run"]"#),
        KeyEffect("exec.command", #""secrets":["cert","conf-one"]"#),
        KeyEffect("exec.directory", #""folder":"etc""#),
        KeyEffect("files[].mode", in: "bin/check", "#!/bin/sh"),
        KeyEffect("templates[].to", in: "etc/all.txt", "exec    \n none \n"),
        KeyEffect("properties", in: "properties/app.properties", ""),
    ]
}
