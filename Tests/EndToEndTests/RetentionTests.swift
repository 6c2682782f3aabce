import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// With `keep: 1`: the present one, the one to go back to, the pinned one, and one more.
    @Test func whatIsNeededStaysAndTheRestGoesWithItsContents() throws {
        let steady = try Steady()
        expect(try steady.deploy("1.0.0"), 0)
        expect(try steady.slipway("pin", "steady", "1"), 0)
        for version in ["1.1.0", "1.2.0", "1.3.0"] { expect(try steady.deploy(version), 0) }
        func kept() throws -> [String] { try Files.names(in: steady.app.generations).sorted() }
        #expect(try kept() == ["1", "2", "3", "4"])
        let releases = steady.stage.layout.releases
        let second = try Files.real(steady.app.generation(2) + "/release")
        // A file that only this release has, with a link elsewhere.
        let own = try #require(
            try Files.walk(second).first { $0.facts.kind == .file && $0.facts.links == 2 && $0.path.hasSuffix(".json") }
        )
        try Disk.link(second + "/" + own.path, to: steady.stage.root + "/elsewhere")

        expect(try steady.deploy("1.4.0"), 0)
        #expect(try kept() == ["1", "3", "4", "5"])
        #expect(try steady.history().filter { $0.what == "retire" }.map(\.generation) == [2])
        try eventually("its release is gone") { !Files.exists(second) }
        #expect(try Files.names(in: releases).count == 4)
        #expect(try Files.facts(steady.stage.root + "/elsewhere")?.links == 2)
        #expect(expect(try steady.slipway("gc"), 0).output.hasPrefix("nothing to collect in "))
        try Disk.unlink(steady.stage.root + "/elsewhere")
        #expect(expect(try steady.slipway("gc"), 0).output.contains("1 file"))
        // What is kept is whole.
        for number in [1, 3, 4, 5] { expect(try steady.slipway("verify", "steady@\(number)"), 0) }
        expect(try steady.slipway("rollback", "steady", "--to", "1"), 0)
        #expect(steady.version == "1.0.0")
    }

    /// The install stands still in the middle while somebody collects.
    @Test func nothingIsCollectedFromUnderADeploy() throws {
        let steady = try Steady()
        expect(try steady.deploy("1.0.0"), 0)
        try steady.stage.arm("worker freeze 12 \(steady.stage.log)")
        let client = try steady.begin(try steady.deployWords("1.1.0"))
        try eventually("the install stands still") { try Files.text(steady.stage.log).contains(" freeze ") }
        let worker = try #require(Int32(try Files.text(steady.stage.log).prefix { $0 != " " }))
        #expect(expect(try steady.stage.slipway(["gc"]), 75).errors.contains("a release is being installed"))
        try steady.stage.disarm()
        kill(worker, SIGCONT)
        #expect(client.ending(within: 30_000) == .exited(0))
        expect(try steady.slipway("verify", "steady"), 0)
        #expect(steady.version == "1.1.0")
    }

    /// To the last byte, in the middle of a trial and around every other change.
    @Test func aDiskThatFillsUpNeverCostsWhatRuns() throws {
        let folder = try TemporaryFolder("full")
        let answers = folder("answers")
        try Folders.make(answers)
        let port = try FreePort.any()
        let result = try Command.run(
            "unshare", (getuid() == 0 ? ["-m"] : ["-r", "-m"]) + ["bash", SampleApp.samples + "/small-disk/play.sh"],
            environment: [
                "ROOT": folder("node"), "ANSWERS": answers, "SLIPWAY": Programs.slipway, "PORT": "\(port)",
                "FIRST": try Steady.bundle("1.0.0"), "TRIED": try Steady.bundle("2.0.0"),
                "SECOND": try Steady.bundle("1.1.0"), "NO_COLOR": "1",
            ])
        for pid in Processes.naming(folder("node")) { kill(pid, SIGKILL) }
        func text(_ name: String) -> String { (try? Files.text("\(answers)/\(name)")) ?? "nothing" }
        var told: [String: String] = [:]
        for line in result.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            told[words[0]] = words.count > 1 ? words[1] : ""
        }
        #expect(result.ending == .exited(0) && !result.output.contains("never"), "\(result.output)\(result.errors)")
        for (step, code) in [
            ("up", "0"), ("first", "0"), ("trial", "1"), ("full-history", "0"), ("full-verify", "0"), ("second", "0"),
            ("full-rollback", "73"), ("full-config", "73"), ("full-gc", "0"), ("full-undeploy", "73"),
            ("history", "0"), ("state", "0"), ("leave", "0"), ("back", "0"), ("config", "0"), ("rollback", "0"),
            ("undeploy", "0"), ("down", "0"),
        ] {
            #expect(told[step] == code, "\(step): \(told[step] ?? "did not run"): \(text(step))")
        }
        for step in ["trial", "full-history", "full-verify"] {
            #expect(told["served-\(step)"] == "1.0.0 calm", "\(step)")
        }
        for step in [
            "second", "full-rollback", "full-config", "full-gc", "full-restart", "full-undeploy", "leave", "full-up",
            "back", "rollback",
        ] {
            #expect(told["served-\(step)"] == "1.1.0 calm", "\(step): \(text(step))")
        }
        #expect(text("trial").contains("was taken back: "), "\(text("trial"))")
        for name in ["full-history", "history"] {
            #expect(text(name).contains("deploy steady 2.0.0 generation 2 by "), "\(text(name))")
            #expect(text(name).contains(": reverted after "), "\(text(name))")
        }
        #expect(!text("history").contains("under way"))
    }
}
