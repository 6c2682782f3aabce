import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Held: what ends stays down, across a restart of everything, until somebody says otherwise.
    @Test func whatIsHeldIsNotHealedNotEvenAfterAReboot() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        expect(try stage.slipway("hold", "hello"), 0)
        #expect(expect(try stage.slipway("hold", "hello"), 0).output.contains("held already"))
        kill(try stage.jvm(), SIGKILL)
        try eventually("held") { try stage.status().state == "held" }
        #expect(Processes.naming(stage.root + "/releases").isEmpty)

        try reboot(stage)
        try stage.up()
        try eventually("active after the boot") { try stage.status().state == "active" }
        kill(try stage.jvm(), SIGKILL)
        try eventually("held still") { try stage.status().state == "held" }
        expect(try stage.slipway("unhold", "hello"), 0)
        try eventually("active again") { try stage.status().state == "active" }
        let history = expect(try stage.slipway("history", "hello"), 0).output
        #expect(history.contains("hold by ") && history.contains("unhold by "))
    }

    /// What a reboot leaves: no process, and a boot id that nobody has seen.
    private func reboot(_ stage: Stage) throws {
        for pid in Processes.naming(stage.root) { kill(pid, SIGKILL) }
        try eventually("nobody") { Processes.naming(stage.root).isEmpty }
        let status = try Files.text(stage.app.status)
        let boot = ProcessTable.bootId()
        #expect(status.contains(boot))
        try DurableFile.replace(
            stage.app.status, with: Array(status.replacing(boot, with: "00000000-0000-0000-0000-000000000000").utf8))
    }

    @Test func ctrlCDetachesAndTheDeployGoesOn() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let said = try interrupt(stage, try Releases.bundle("1.1.0"), [], code: 124)
        #expect(said.contains("detached"), "\(said)")
        try eventually("the new one", within: 60_000) { try stage.status().generation == 2 }
        try eventually("its end", within: 60_000) {
            try stage.slipway("history", "hello").output.contains("generation 2 by")
                && !stage.slipway("history", "hello").output.contains("under way")
        }
        #expect(stage.get("/")?.contains("Hello again") == true)
    }

    @Test func ctrlCUndoesWhenAskedToAndASecondDeployIsToldWhoIsFirst() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        // 1.4.0 has the longest trial, so there is time for a second one.
        let deploy = try start(stage, try Releases.bundle("1.4.0"), ["--abort-on-interrupt"])
        try eventually("the first one's start") { deploy.text().contains("start the new one") }
        let second = expect(try stage.deploy("1.1.0"), 75)
        #expect(second.errors.contains("busy with a deploy of hello 1.4.0 by "), "\(second.errors)")
        #expect(expect(try stage.slipway("config", "set", "hello", "a=b"), 75).errors.contains("busy"))
        deploy.process.signal(SIGINT)
        #expect(deploy.process.ending(within: 60_000) == .exited(1))
        #expect(deploy.text().contains("aborted"), "\(deploy.text())")
        #expect(stage.get("/")?.contains("1.0.0") == true)
        #expect(try Files.linkTarget(stage.app.current) == "generations/1")
        expect(try stage.deploy("1.1.0"), 0)
    }

    @Test func noWaitReturnsOnceItIsStarted() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let result = expect(try stage.deploy("1.1.0", "--no-wait"), 0)
        #expect((result.output + result.errors).contains("generation 2"))
        #expect(try stage.status().generation == 1 || stage.slipway("history", "hello").output.contains("under way"))
        try eventually("its end", within: 60_000) {
            try !stage.slipway("history", "hello").output.contains("under way")
        }
        #expect(stage.get("/")?.contains("Hello again") == true)
    }

    @Test func undeployKeepsWhatPeopleOwnAndPurgeDoesNot() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        try Folders.make(stage.app.shared + "/uploads")
        expect(try stage.slipway("undeploy", "hello"), 0)
        #expect(Processes.naming(stage.root + "/apps").isEmpty)
        #expect(!Files.exists(stage.app.current) && !Files.exists(stage.app.want))
        #expect(Files.exists(stage.app.shared + "/uploads"))
        expect(try stage.slipway("status", "hello"), 66)
        expect(try stage.slipway("start", "hello"), 66)
        #expect(expect(try stage.slipway("history", "hello"), 0).output.contains("undeploy by "))
        // What nothing needs any more went with it.
        #expect(expect(try stage.slipway("gc"), 0).output.hasPrefix("nothing to collect in "))
        #expect(try Files.names(in: NodeLayout(root: stage.root).releases).isEmpty)

        #expect(expect(try stage.deploy("1.1.0"), 0).output.contains("generation 2"))
        expect(try stage.slipway("undeploy", "hello", "--purge", "--yes"), 0)
        #expect(!Files.exists(stage.app.folder))
        expect(try stage.slipway("history", "hello"), 66)
    }

    @Test func damageIsNamedAndRepaired() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        #expect(expect(try stage.slipway("verify", "hello@current"), 0).output.contains("files"))
        let victim = try Files.real(stage.app.current + "/release") + "/conf/web.xml"
        try Disk.chmod(victim, 0o644)
        var bytes = try Files.read(victim)
        bytes[bytes.count / 2] ^= 1
        let file = try Disk.create(victim, mode: 0o644)
        try Disk.write(bytes, to: file, victim)
        let found = expect(try stage.slipway("verify", "hello@current"), 65)
        #expect((found.output + found.errors).contains("conf/web.xml"))
        expect(try stage.slipway("verify", "hello@current", "--repair", "--store", Releases.store), 0)
        expect(try stage.slipway("verify", "hello@current"), 0)
        expect(try stage.slipway("restart", "hello"), 0)
    }

    @Test func threadsAndHeapAreDumped() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let threads = expect(try stage.slipway("dump", "hello", "--threads"), 0).output
        #expect(threads.contains("\"main\"") && threads.contains("java.lang.Thread.State"))
        let heap = expect(try stage.slipway("dump", "hello", "--heap"), 0).output
        let path = try #require(
            heap.split(whereSeparator: \.isWhitespace).first { $0.hasSuffix(".hprof") }.map(String.init))
        #expect(try Files.read(path, limit: 1 << 30).starts(with: Array("JAVA PROFILE".utf8)))
        #expect(try Files.facts(path)?.mode == 0o600)
        #expect(stage.get("/health") == "OK")
    }

    @Test func logsFollowWhatIsWritten() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let follower = try start(stage, "hello", verb: "logs", ["-f"])
        try eventually("the first lines") { follower.text().contains("slipway: ") }
        let before = follower.text().count
        expect(try stage.slipway("restart", "hello"), 0)
        try eventually("the new lines") {
            follower.text().count > before && follower.text().dropFirst(before).contains("is ready")
        }
        follower.process.signal(SIGINT)
        #expect(follower.process.ending(within: 10_000) != nil)
        #expect(expect(try stage.slipway("logs", "hello", "--since", "1h", "--lines", "5"), 0).output.count > 10)
        expect(try stage.slipway("logs", "hello", "--since", "yesterday"), 64)
    }
}

/// A command that runs beside the test, with all it prints in a file.
struct Beside {
    let process: ChildProcess
    let path: String
    func text() -> String { (try? Files.text(path)) ?? "" }
}

extension EndToEnd {
    func start(_ stage: Stage, _ subject: String, verb: String = "deploy", _ more: [String]) throws -> Beside {
        let path = stage.folder("beside-" + (try Randomness.hex(bytes: 4)))
        let output = try Disk.create(path, mode: 0o600)
        let process = try ChildProcess.launch(
            LaunchRequest(
                path: Programs.slipway, arguments: [verb, subject, "--root", stage.root] + more,
                environment: ProcessTable.environment().merging(["NO_COLOR": "1"]) { $1 },
                descriptors: [-1, output.fd, output.fd]))
        return Beside(process: process, path: path)
    }

    /// Ctrl-C once the new generation is being started; returns all that was printed.
    private func interrupt(_ stage: Stage, _ bundle: String, _ more: [String], code: Int32) throws -> String {
        let deploy = try start(stage, bundle, more)
        try eventually("the start") { deploy.text().contains("start the new one") }
        deploy.process.signal(SIGINT)
        #expect(deploy.process.ending(within: 30_000) == .exited(code))
        return deploy.text()
    }
}
