import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    @Test func aReleaseIsDeployedServedAndDescribed() throws {
        let stage = try Stage()
        try stage.up()
        let first = expect(try stage.deploy("1.0.0"), 0)
        #expect(first.output.hasPrefix("hello 1.0.0 as generation 1 is live after "))
        for step in [
            "verify", "install", "start the new one", "health at the gate", "let clients in", "trial", "commit",
        ] {
            #expect(first.errors.contains(step), "\(first.errors)")
        }
        #expect(stage.get("/")?.contains("1.0.0") == true)
        #expect(stage.get("/health") == "OK")
        #expect(stage.get("/properties")?.contains("hello.greeting") == true)
        #expect(try Files.linkTarget(stage.app.current) == "generations/1")

        let facts = try stage.status()
        #expect(facts.state == "active")
        #expect(facts.version == "1.0.0")
        #expect(facts.switch == "overlap")
        #expect(facts.digest?.hasPrefix("sha256:") == true)
        #expect(facts.pid == (try stage.jvm()))
        expect(try stage.slipway("status", "hello"), 0)

        let again = expect(try stage.deploy("1.0.0"), 0)
        #expect(again.output == "hello 1.0.0 already runs as generation 1; nothing to do\n")
        #expect(!Files.exists(stage.app.generation(2)))
        let history = expect(try stage.slipway("history", "hello"), 0)
        #expect(history.output.contains("deploy hello 1.0.0 generation 1 by "))
        #expect(history.output.contains(": good after "))
        #expect(expect(try stage.slipway("logs", "hello"), 0).output.contains("slipway: "))
    }

    @Test func aDeployAndARollbackUnderLoadLoseNoRequest() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let load = try Load(stage.port)
        expect(try stage.deploy("1.1.0"), 0)
        #expect(stage.get("/")?.contains("Hello again") == true)
        let back = expect(try stage.slipway("rollback", "hello"), 0)
        #expect(back.output.hasPrefix("hello 1.0.0 as generation 1 is live after "))
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        #expect(sum.answers["1.0.0", default: 0] > 0 && sum.answers["1.1.0", default: 0] > 0)
        #expect(stage.get("/")?.contains("Hello again") == false)
        #expect(try Files.linkTarget(stage.app.current) == "generations/1")
        #expect(try stage.status().warm == 2)
        let none = expect(try stage.slipway("rollback", "hello"), 66)
        #expect(none.errors.contains("no earlier good generation"))
    }

    @Test func stopStartAndRestartSayWhatIsTrueAlready() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try stage.jvm()
        #expect(expect(try stage.slipway("start", "hello"), 0).output == "hello is running already\n")
        expect(try stage.slipway("restart", "hello"), 0)
        #expect(try stage.jvm() != before)
        #expect(stage.get("/health") == "OK")
        #expect(expect(try stage.slipway("stop", "hello"), 0).output == "hello is stopped\n")
        #expect(stage.get("/health") == nil)
        #expect(expect(try stage.slipway("stop", "hello"), 0).output == "hello is stopped already\n")
        expect(try stage.slipway("status", "hello"), 3)
        #expect(Processes.naming(stage.root + "/apps").filter { $0 != (try? stage.wrapperPid()) }.isEmpty)
        expect(try stage.slipway("start", "hello"), 0)
        #expect(stage.get("/health") == "OK")
    }

    @Test func wrongNamesAndAMissingDaemonAreToldWithTheirCodes() throws {
        let stage = try Stage()
        let absent = expect(try stage.slipway("status"), 69)
        #expect(absent.errors.contains("hint: start it with: slipway node up --root "))
        #expect(!Files.exists(stage.root))
        try stage.up()
        #expect(expect(try stage.slipway("node", "up"), 0).output == "the daemon runs already\n")
        expect(try stage.slipway("status", "nobody"), 66)
        expect(try stage.slipway("rollback", "nobody"), 66)
        expect(try stage.slipway("deploy", "nothing:1.0", "--store", stage.folder("store")), 66)
        expect(try stage.slipway("deploy", "./nothing.tar"), 66)
        expect(try stage.slipway("deploy", "no such ref"), 64)
        expect(try stage.slipway("frobnicate"), 64)
        let broken = try stage.folder.write("broken.tar", "this is no bundle")
        let refused = expect(try stage.slipway("deploy", broken), 65)
        #expect(refused.errors.contains("bundle"))
        #expect(try Files.names(in: NodeLayout(root: stage.root).apps) == [])
        #expect(!Files.exists(NodeLayout(root: stage.root).incoming))
        let wrongPort = expect(
            try stage.slipway("deploy", try Releases.bundle("1.0.0"), "--set", "listen.http=http"), 65)
        #expect(wrongPort.errors.contains("is no port"))
    }

    @Test func aTakenPortIsNamedAndNothingIsLeft() throws {
        let stage = try Stage()
        try stage.up()
        let holder = try TCPSocket.listen(port: stage.port == 0 ? 0 : stage.port)
        let result = expect(try stage.deploy("1.0.0"), 1)
        #expect(result.errors.contains("\(stage.port)"), "\(result.errors)")
        #expect(!Files.exists(stage.app.generation(1)))
        #expect(!Files.exists(stage.app.current))
        withExtendedLifetime(holder) {}
    }
}
