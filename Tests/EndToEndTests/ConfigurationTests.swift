import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A change of configuration is a generation: it switches under load, is told, compared, and rolls back.
    @Test func aConfigurationSwitchesLikeCodeAndRollsBack() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let load = try Load(stage.port)
        let set = expect(try stage.slipway("config", "set", "hello", "hello.greeting=Good day"), 0)
        #expect(set.output.contains("generation 2"))
        #expect(stage.get("/")?.contains("Good day") == true)
        #expect(try Files.linkTarget(stage.app.current) == "generations/2")
        #expect(
            expect(try stage.slipway("config", "set", "hello", "hello.greeting=Good day"), 0).output
                .contains("nothing to do"))
        #expect(!Files.exists(stage.app.generation(3)))
        #expect(expect(try stage.slipway("config", "get", "hello"), 0).output.contains("Good day"))
        let difference = expect(try stage.slipway("diff", "hello@1", "hello@2"), 0).output
        #expect(difference.contains("hello.greeting") && difference.contains("Good day"))
        #expect(expect(try stage.slipway("history", "hello"), 0).output.contains("hello.greeting"))

        expect(try stage.slipway("rollback", "hello"), 0)
        #expect(stage.get("/")?.contains("Good day") == false)
        expect(try stage.slipway("config", "set", "hello", "hello.health=fail", "start.deadline=5s"), 65)
        let bad = expect(try stage.slipway("config", "set", "hello", "hello.exit=0", "health.failures=2"), 1)
        #expect(bad.errors.contains("was taken back"))
        #expect(stage.get("/health") == "OK")
        expect(try stage.slipway("rollback", "hello", "--to", "2"), 0)
        expect(try stage.slipway("config", "unset", "hello", "hello.greeting"), 0)
        #expect(stage.get("/")?.contains("Good day") == false)
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
    }

    @Test func aPlanTellsEverythingAndChangesNothing() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try Leftovers(stage.root)
        let ledger = try Files.read(stage.app.ledger)
        let values = try stage.folder.write("prod.yaml", "jvm:\n  heap: 96m\nhello:\n  greeting: Planned\n")
        let plan = expect(
            try stage.slipway("deploy", try Releases.bundle("1.1.0"), "--plan", "--values", values), 0
        ).output
        for word in ["jvm.heap", "96m", "Planned", "generation 2", "overlap", "nothing was changed"] {
            #expect(plan.contains(word), "\(word): \(plan)")
        }
        #expect(try Leftovers(stage.root) == before)
        #expect(try Files.read(stage.app.ledger) == ledger)
        expect(try stage.slipway("deploy", try Releases.bundle("1.1.0"), "--values", values), 0)
        #expect(stage.get("/")?.contains("Planned") == true)
        #expect(try Files.text("/proc/\(try stage.jvm())/cmdline").contains("-Xmx96m"))
    }

    @Test func aReleaseTooLargeForTwoHandsOverAndSaysSo() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        // The host could give it to one, and has not got it for a second.
        let meminfo = try Files.text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        let total = try #require(meminfo?.split(separator: " ").compactMap { Int($0) }.first)
        expect(try stage.slipway("config", "set", "hello", "jvm.heap=\(total / 10 * 9)k"), 0)
        let status = expect(try stage.slipway("status", "hello"), 0).output
        #expect(status.contains("last switch: handover, memory: "), "\(status)")
        #expect(stage.get("/health") == "OK")
        let never = expect(try stage.slipway("config", "set", "hello", "jvm.heap=500000g"), 65)
        #expect(never.errors.contains("has jvm.heap 500000 GiB, and this host has "))
    }
}
