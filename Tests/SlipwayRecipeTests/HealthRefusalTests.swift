import SlipwayModel
import SlipwayRecipe
import Testing

struct HealthRefusalTests {
    @Test(arguments: [
        BadLine("health: [ { https: /, tcp: http } ]", "exactly one thing, this one has `https` and `tcp`"),
        BadLine("health: [ { http: /, https: / } ]", "this one has `http` and `https`"),
        BadLine("health: [ { log: a, jvm: heap } ]", "this one has `jvm` and `log`"),
        BadLine("health: [ { https: health } ]", "`health[].https` must be a path that begins with `/`"),
        BadLine("health: [ { tcp: web } ]", "`health[].tcp` names web, and `listen` has none", hint: "it has http"),
        BadLine("health: [ { http: /, listen: web } ]", "`health[].listen` names web"),
        BadLine("health:\n  - http: /\n    matches: \"a(b\"", at: 8, "`health[].matches` is no regular expression: "),
        BadLine("health: [ { http: /, matches: \"a[b\" } ]", "is no regular expression"),
        BadLine("health: [ { http: /, matches: '(a)\\1' } ]", "it names what a group has matched"),
        BadLine("health: [ { http: /, matches: '((a{99}){99}){99}' } ]", "its repetitions come to too much"),
        BadLine("health: [ { http: /, host: \"a b\" } ]", "`health[].host` must be the name of a host"),
        BadLine("health: [ { http: /, host: \"a:99999\" } ]", "`health[].host` must be"),
        BadLine("health: [ { http: /, header: { \"a b\": c } } ]", "the key `a b` in `health[].header` must be"),
        BadLine("health: [ { http: /, header: {} } ]", "`health[].header` must have 1 to 16 headers, not 0"),
        BadLine("health: [ { http: /, header: [ a ] } ]", "`health[].header` must be a group of keys"),
        BadLine(
            "health: [ { http: /, header: { " + (1...17).map { "h\($0): x" }.joined(separator: ", ") + " } } ]",
            "must have 1 to 16 headers, not 17"),
        BadLine(
            "health: [ { tcp: http, status: 200 } ]", "`health[].status` belongs to `http`, and this check is a `tcp`"),
        BadLine("health: [ { jvm: heap, contains: a } ]", "`health[].contains` belongs to `http`"),
        BadLine("health: [ { log: a, host: a } ]", "`health[].host` belongs to `http`"),
        BadLine(
            "health: [ { http: /, within: 5s } ]", "`health[].within` belongs to `heartbeat`, and this check is an"),
        BadLine("health: [ { log: a, above: 5 } ]", "`health[].above` belongs to `jvm`"),
        BadLine("health: [ { heartbeat: state/beat } ]", "state/beat lies in none of the folders of `shared`"),
        BadLine("shared: [ state ]\nhealth: [ { heartbeat: state } ]", at: 7, "lies in none of the folders"),
        BadLine("health: [ { heartbeat: ../beat } ]", "`health[].heartbeat` must be a path"),
        BadLine(
            "shared: [ state ]\nhealth: [ { heartbeat: state/a, within: 10ms } ]", at: 7,
            "`health[].within` must be 1s to a day"),
        BadLine("health: [ { jvm: stack } ]", "`health[].jvm` must be one of `heap`, `gc`, `threads`"),
        BadLine("health: [ { jvm: heap, above: 98 } ]", "`jvm: heap` must be 1% to 100%, not 98", hint: "above: 95%"),
        BadLine("health: [ { jvm: heap, above: 101% } ]", "must be 1% to 100%, not 101%"),
        BadLine("health: [ { jvm: gc, above: 0% } ]", "must be 1% to 100%, not 0%"),
        BadLine("health: [ { jvm: threads, above: 98% } ]", "`jvm: threads` must be 1 to 1000000, not 98%"),
        BadLine("health: [ { jvm: threads } ]", "`jvm: threads` does not say how many are too many"),
        BadLine("health: [ { jvm: classes } ]", "`jvm: classes` does not say how many", hint: "above: 500"),
        BadLine("health: [ { jvm: deadlock, above: 5 } ]", "counts for nothing beside `jvm: deadlock`"),
        BadLine("health: [ { jvm: heap, above: much } ]", "`health[].above` must be a share such as `98%`"),
        BadLine("health: [ { http: / }, { http: /, status: 200 } ]", "this check of `health`, http /, is there twice"),
        BadLine("health: [ { log: \"\" } ]", "`health[].log` must be 1 to 1000 bytes of text"),
        BadLine("health: [ { log: \"a\\nb\" } ]", "has several lines"),
        BadLine("health: [ { http: /, no-data: maybe } ]", "`health[].no-data` must be one of `fail`, `ignore`"),
        BadLine("health: [ { log: a, every: 25h } ]", "`health[].every` of log a must be a day or less"),
        BadLine("limits: { processes: 2 }", "`limits.processes` must be a whole number from 16"),
        BadLine("limits: { oom-score: -5 }", "`limits.oom-score` must be a whole number from 0 to 1000"),
        BadLine("logs: { size: 1k }", "`logs.size` must be 64k to 1024g, not 1k"),
        BadLine("logs: { age: 1s }", "`logs.age` must be 1m or more, not 1s"),
        BadLine("logs: { age: 1d }", "`logs.age` must be a length of time"),
        BadLine("logs: { keep: 1001 }", "`logs.keep` must be a whole number from 0 to 1000"),
        BadLine("logs: { when-full: stop }", "`logs.when-full` must be one of `drop`, `wait`"),
        BadLine("incidents: { keep: 0 }", "`incidents.keep` must be a whole number from 1"),
        BadLine("incidents: { size: 1k }", "`incidents.size` must be 1m to 1024g, not 1k"),
        BadLine("incidents: { heap: maybe }", "`incidents.heap` must be `true` or `false`"),
    ])
    func aBadLineIsRefusedWithItsPlace(_ bad: BadLine) throws {
        try bad.check(RecipeFolder.good)
    }

    @Test(arguments: [
        BadLine("exec: { command: [ bin/run ] }\nhealth: [ { jvm: heap } ]", at: 6, "needs `runtime: tomcat` or"),
        BadLine("exec: { command: [ bin/run ] }\nincidents: { heap: true }", at: 6, "no other program has a Java heap"),
        BadLine("exec: { command: [ bin/run ] }\nhealth: [ { https: / } ]", at: 6, "and it has no `listen`"),
        BadLine(
            "exec: { command: [ bin/run ] }\nhealth: [ { tcp: http } ]", at: 6, "names http, and `listen` has none"),
    ])
    func whatAnyProgramCannotBeAskedIsRefused(_ bad: BadLine) throws {
        try bad.check(RecipeFolder.exec)
    }

    @Test func everyKindHasItsOwnDefaults() throws {
        let recipe = try RecipeFolder(
            RecipeFolder.good + """

                shared: [ state ]
                health:
                  - https: /
                  - tcp: http
                  - heartbeat: state/beat
                  - jvm: heap
                  - jvm: gc
                  - { jvm: threads, above: 500 }
                  - jvm: deadlock
                  - log: alas
                """
        ).load()
        #expect(recipe.health.map(\.failures) == [3, 3, 1, 6, 6, 3, 1, 1])
        #expect(recipe.health.map(\.above) == [nil, nil, nil, 95, 90, 500, nil, nil])
        #expect(recipe.health[0].tls == true)
        #expect(recipe.health[0].http == "/")
        #expect(recipe.health.map(\.silence) == [.fail, .fail, .ignore, .ignore, .ignore, .ignore, .ignore, .ignore])
        #expect(recipe.logs == ServiceSpec.Logs())
        #expect(recipe.incidents == ServiceSpec.Incidents())
    }
}
