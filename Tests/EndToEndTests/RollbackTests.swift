import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    @Test func whatHasFailedIsNotTriedAgainUnlessForced() throws {
        let steady = try Steady()
        expect(try steady.deploy("1.0.0"), 0)
        try steady.say("sickens", of: "1.1.0")
        #expect(expect(try steady.deploy("1.1.0"), 1).errors.contains("was taken back: "))
        let ledger = try Files.read(steady.app.ledger)

        let again = expect(try steady.deploy("1.1.0"), 1)
        #expect(again.errors.contains("steady 1.1.0 with this configuration failed as generation 2 at 20"))
        #expect(again.errors.contains("answered 503, wanted 200"), "\(again.errors)")
        #expect(again.errors.contains("hint: --force tries it again"))
        #expect(try Files.read(steady.app.ledger) == ledger)
        let plan = expect(try steady.deploy("1.1.0", "--plan"), 0).output
        #expect(plan.contains("failed as generation 2") && plan.contains("--force tries it again"), "\(plan)")
        #expect(!expect(try steady.deploy("1.1.0", "--plan", "--force"), 0).output.contains("failed as generation"))
        expect(try steady.slipway("rollback", "steady", "--to", "2"), 66)
        // The same release with another configuration has not failed, and neither has one that was never tried.
        #expect(expect(try steady.deploy("1.1.0", "--set", "steady.mood=merry"), 1).errors.contains("was taken back: "))

        try steady.say("OK", of: "1.1.0")
        expect(try steady.deploy("1.1.0"), 1)
        expect(try steady.deploy("1.1.0", "--force"), 0)
        #expect(steady.version == "1.1.0")
        // It has been good since: back, and there again.
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.version == "1.0.0")
        expect(try steady.deploy("1.1.0"), 0)

        #expect(expect(try steady.slipway("config", "set", "steady", "steady.mood=sickens"), 1).errors.contains("back"))
        let setting = expect(try steady.slipway("config", "set", "steady", "steady.mood=sickens"), 1)
        #expect(setting.errors.contains("hint: --force tries it again"), "\(setting.errors)")
        let forced = expect(try steady.slipway("config", "set", "steady", "steady.mood=sickens", "--force"), 1)
        #expect(forced.errors.contains("was taken back: "), "\(forced.errors)")
        expect(try steady.slipway("config", "set", "steady", "steady.mood=glad"), 0)
        #expect(steady.stage.get() == "1.1.0 glad")
    }

    /// The ledger alone tells where to; then a reboot, and back once more.
    @Test func aRollbackGoesByTheLedgerAndTwiceGoesBackTwo() throws {
        let steady = try Steady()
        for version in ["1.0.0", "1.1.0", "1.2.0"] { expect(try steady.deploy(version), 0) }
        let generations = steady.app.generations
        // Times the other way round, names that lie, and another order in the folder.
        for (number, time) in [(1, "203001010000"), (2, "197001020000"), (3, "198001010000")] {
            expect(try Command.run("touch", ["-t", time, "\(generations)/\(number)"]), 0)
        }
        for name in ["7", "2.bak", "latest", "01", "-1"] { try Folders.make("\(generations)/\(name)") }
        for number in [3, 1, 2] {
            try Disk.rename("\(generations)/\(number)", to: "\(generations)/aside")
            try Disk.rename("\(generations)/aside", to: "\(generations)/\(number)")
        }
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.version == "1.1.0")
        try steady.reboot()
        try steady.stage.up()
        try eventually("it is back") { try steady.state().state == "active" }
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.version == "1.0.0")
        #expect(expect(try steady.slipway("rollback", "steady"), 66).errors.contains("no earlier good generation"))
        let told = expect(try steady.slipway("history", "steady"), 0).output
        #expect(told.contains("  rollback steady 1.2.0 (3) → 1.1.0 (2) by "), "\(told)")
        #expect(told.contains("  rollback steady 1.1.0 (2) → 1.0.0 (1) by "), "\(told)")
        #expect(try steady.history().filter { $0.what == "rollback" }.suffix(2).map(\.from) == [3, 2])
    }

    /// A network of its own in which nothing is but itself, and nothing is left of store and bundles.
    @Test func aRollbackNeedsNeitherNetworkNorStore() throws {
        let raise = #"socket(S, 2, 2, 0); $r = pack("a16 s x14", "lo", 1); ioctl(S, 0x8914, $r) or die $!; exec @ARGV"#
        let steady = try Steady(
            through: ["/usr/bin/unshare"] + (getuid() == 0 ? [] : ["-r"]) + ["-n", "/usr/bin/perl", "-e", raise])
        let folder = try TemporaryFolder("lent")
        for version in ["1.0.0", "1.1.0"] {
            let bundle = folder("\(version).tar")
            expect(try Command.run("cp", [try Steady.bundle(version), bundle]), 0)
            let words = ["deploy", bundle, "--set", "listen.http=\(steady.stage.port)"]
            expect(try steady.stage.patiently(words), 0)
        }
        try Folders.removeAll(folder.path)
        #expect(
            try Files.text("/proc/\(try #require(steady.stage.daemon).pid)/net/route").split(separator: "\n").count == 1
        )
        let rollback = try Command.run(
            Programs.slipway, ["rollback", "steady", "--root", steady.stage.root],
            environment: ["HOME": folder("nowhere"), "XDG_DATA_HOME": folder("nowhere"), "NO_COLOR": "1"])
        expect(rollback, 0)
        #expect(try steady.state() == ("active", 1, "1.0.0"))
    }

    @Test func aGenerationMadeWhileStoppedIsGoodOnceItHasStartedWell() throws {
        let steady = try Steady()
        expect(try steady.deploy("1.0.0"), 0)
        for (mood, wait) in [("glad", []), ("merry", ["--no-wait"])] {
            expect(try steady.slipway("stop", "steady"), 0)
            expect(try steady.slipway("config", "set", "steady", "steady.mood=\(mood)"), 0)
            expect(try steady.stage.patiently(["start", "steady"] + wait), 0)
            if wait.isEmpty { #expect(try steady.history().last?.what != "configure") }
            try eventually("it is proved") { try steady.history().contains { $0.what == "prove" } }
        }
        try eventually("both are proved") {
            try steady.history().filter { $0.what == "prove" }.map(\.generation) == [2, 3]
        }
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.stage.get() == "1.0.0 glad")
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.stage.get() == "1.0.0 calm")
    }
}
