import SlipwayModel
import SlipwayRecipe
import SlipwayTesting
import Testing

struct SettingTests {
    @Test func knownKeysAreSetAndOthersBecomeProperties() throws {
        let recipe = try RecipeFolder(RecipeFolder.good + "\nlisten: [ { name: http, port: 8080 } ]").load([
            "listen.http=9090", "jvm.heap=64m", "switch.trial=5s", "switch.mode=handover", "switch.keep-warm=1m",
            "start.deadline=20s", "keep=3", "env.TZ=UTC", "db.url=jdbc:x=y", "properties.keep=word",
            "limits.memory=2g", "limits.cpu=50%", "limits.nofile=1024", "cluster.name=ring", "stop.drain=3s",
        ])
        #expect(recipe.limits == ServiceSpec.Limits(memory: 2 << 30, cpu: 50, nofile: 1024))
        #expect(recipe.cluster == ServiceSpec.Cluster(name: "ring", sessions: .static))
        #expect(recipe.stop.drain == .seconds(3))
        #expect(recipe.listen == [ServiceSpec.Listener(name: "http", port: 9090)])
        #expect(recipe.heap == "64m")
        #expect(recipe.switch == SwitchPolicy(mode: .handover, trial: .seconds(5), keepWarm: .seconds(60)))
        #expect(recipe.start.deadline == .seconds(20))
        #expect(recipe.keep == 3)
        #expect(recipe.env.map { "\($0.key)=\($0.value)" } == ["TZ=UTC"])
        #expect(recipe.properties.map(\.key).sorted() == ["db.url", "keep"])
        #expect(recipe.properties.first { $0.key == "db.url" }?.value == "jdbc:x=y")
    }

    @Test func aSettingWinsOverTheFile() throws {
        let text = RecipeFolder.good + "\nkeep: 7\nproperties: { a: \"1\", b: \"2\" }\n"
        let recipe = try RecipeFolder(text).load(["keep=2", "a=3"])
        #expect(recipe.keep == 2)
        #expect(recipe.properties.map { "\($0.key)=\($0.value)" } == ["a=3", "b=2"])
    }

    @Test(arguments: [
        ("keep=x", "--set keep=x: `keep` must be a whole number"),
        ("switch.tral=5s", "--set switch.tral=5s: the recipe has no such key"),
        ("name=other", "--set name=other: `name` cannot be set here"),
        ("version=2", "--set version=2: `version` cannot be set here"),
        ("listen.admin=1", "the recipe has no `listen` named `admin`"),
        ("webapps.x=1", "the recipe has no such key"), ("health=x", "the recipe has no such key"),
        ("listen.http=70000", "--set listen.http=70000: `listen[].port` must be"),
        ("a b=x", "--set a b=x: the key `a b` in `properties` must be"),
        ("jvm.heap=big", "`jvm.heap` must be a size"), ("limits.cpu=2", "`limits.cpu` must be a share of processors"),
        ("steps.x=1", "the recipe has no such key"), ("exec.command=x", "the recipe has no such key"),
    ])
    func aBadSettingIsRefusedByName(_ setting: String, _ says: String) throws {
        let folder = try RecipeFolder(RecipeFolder.good + "\nlisten: [ { name: http, port: 8080 } ]")
        let refusal = try #require(try folder.refusal([setting]))
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
        #expect(refusal.code == .usage)
        #expect(refusal.hint != nil)
    }

    @Test func aSlipInAKeyIsToldApartFromAProperty() throws {
        let refusal = try #require(try RecipeFolder().refusal(["switch.tria=5s"]))
        #expect(
            refusal.hint
                == "did you mean switch.trial? to set a property of that name: --set properties.switch.tria=5s")
    }

    @Test(arguments: [
        ("swich.trial=1s", "switch.trial"), ("switc.mod=overlap", "switch.mode"), ("swich.colour=red", "switch.…"),
        ("liste.http=1", "listen.http"), ("enw.TZ=UTC", "env.TZ"), ("propertie.a=1", "properties.a"),
        ("kep=3", "keep"), ("ordre=1", "order"),
    ])
    func aSlipInTheFirstWordIsRefusedWithWhatWasMeant(_ setting: String, _ meant: String) throws {
        let refusal = try #require(try RecipeFolder().refusal([setting]))
        #expect(refusal.code == .usage)
        #expect(
            refusal.hint == "did you mean \(meant)? to set a property of that name: --set properties.\(setting)")
        #expect(try RecipeFolder().refusal(["properties.\(setting)"]) == nil)
    }

    @Test(arguments: ["shop.currency=EUR", "hello.greeting=Hi", "db.url=x", "end.date=1", "x=1"])
    func whatOnlyResemblesASectionIsAProperty(_ setting: String) throws {
        let text = RecipeFolder.good + "\nproperties: { end.hour: \"12\" }"
        let key = String(setting.prefix { $0 != "=" })
        #expect(try RecipeFolder(text).load([setting]).properties.contains { $0.key == key })
    }

    @Test(arguments: ["novalue", "=x", ""])
    func whatIsNoKeyAndValueIsRefused(_ text: String) {
        let refusal = #expect(throws: Refusal.self) { try Setting(text) }
        #expect(refusal?.code == .usage)
    }

    @Test func theVersionOfTheCommandLineWins() throws {
        #expect(try RecipeFolder().load(version: "2.0").name.version == "2.0")
        #expect(try RecipeFolder().refusal(version: "-2")?.code == .usage)
    }
}
