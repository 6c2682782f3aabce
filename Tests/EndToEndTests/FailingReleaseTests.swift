import Glibc
import SlipwayModel
import SlipwaySystem
import Testing

extension EndToEnd {
    /// Each way to be bad: never healthy, ends at once, sickens on trial.
    @Test(arguments: [
        ("1.2.0", "answered 503, wanted 200"), ("1.3.0", "its process ended: exit status 3"),
        ("1.4.0", "answered 503, wanted 200, 3 times in a row"),
    ])
    func aBadReleaseTakesItselfBack(_ version: String, _ cause: String) throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try stage.jvm()
        let load = try Load(stage.port)
        let result = expect(try stage.deploy(version), 1)
        let sum = try load.end()
        #expect(result.errors.contains("was taken back: "))
        #expect(result.errors.contains(cause), "\(result.errors)")
        #expect(result.errors.contains("last log lines:"))
        if version != "1.3.0" { #expect(result.errors.contains("/health fail: answered 503")) }
        #expect(result.errors.contains("hint: hello 1.0.0 is live as before"))
        #expect(sum.failed == 0, "\(sum.failures)")
        // Only one that sickens after its gate has ever met a client.
        if version != "1.4.0" { #expect(sum.answers[version] == nil) }

        #expect(try stage.jvm() == before)
        #expect(stage.get("/")?.contains("1.0.0") == true)
        #expect(try Files.linkTarget(stage.app.current) == "generations/1")
        #expect(!Files.exists(stage.app.generation(2)))
        #expect(try stage.status().state == "active")
        let history = expect(try stage.slipway("history", "hello"), 0).output
        #expect(history.contains("deploy hello \(version) generation 2 by "))
        #expect(history.contains(": reverted after "))
        expect(try stage.deploy("1.1.0"), 0)
        #expect(try Files.linkTarget(stage.app.current) == "generations/3")
    }

    @Test func aFirstReleaseThatFailsLeavesNothing() throws {
        let stage = try Stage()
        try stage.up()
        let result = expect(try stage.deploy("1.2.0"), 1)
        #expect(result.errors.contains("nothing was live before, and nothing is now"))
        #expect(!Files.exists(stage.app.current))
        #expect(try Files.names(in: stage.app.generations) == [])
        // Only its history is left.
        #expect(expect(try stage.slipway("status", "hello"), 66).errors.contains("hello is not deployed on this node"))
        #expect(expect(try stage.slipway("history", "hello"), 0).output.contains(": reverted after "))
        #expect(try Files.names(in: stage.app.folder) == ["ledger.jsonl", "shared"])
        #expect(Processes.naming(stage.root + "/releases").isEmpty)
        expect(try stage.deploy("1.0.0"), 0)
    }

    @Test func aHandoverHoldsTheSocketWhileNobodyRuns() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        // Nobody is refused, but while nobody runs everybody waits.
        let load = try Load(stage.port, patience: 60)
        expect(try stage.deploy("2.0.0"), 0)
        #expect(try stage.status().switch == "handover")
        #expect(try stage.status().warm == nil)
        #expect(expect(try stage.deploy("2.1.0"), 1).errors.contains("taken back"))
        #expect(stage.get("/")?.contains("2.0.0") == true)
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        #expect(sum.answers["2.1.0"] == nil)
    }
}
