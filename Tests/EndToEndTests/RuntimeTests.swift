import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Programs that are no web apps: any program, with its own port or a port handed over, and a Java program.
extension EndToEnd {
    private func ticker(_ stage: Stage) throws -> SampleApp {
        try SampleApp("ticker", recipe: Programs.repository + "/recipes/ticker", on: stage)
    }

    private func setPassword(_ stage: Stage, _ password: String) throws {
        let file = try stage.folder.write("password", password + "\n", mode: 0o600)
        expect(try stage.slipway("secret", "set", "ticker-password", "--file", file), 0)
    }

    @Test func aProgramRunsWithItsFilesItsSecretAndItsLimits() throws {
        let stage = try Stage()
        try stage.up()
        let ticker = try ticker(stage)
        let refused = expect(try ticker.deploy("1.0.0"), 66)
        #expect(refused.errors.contains("ticker-password"), "\(refused.errors)")
        #expect(!Files.exists(ticker.layout.generation(1)))

        try setPassword(stage, "open sesame")
        expect(try ticker.deploy("1.0.0"), 0)
        #expect(ticker.get("/")?.hasPrefix("Hello, this is ticker 1.0.0 on ") == true)
        #expect(ticker.get("/config")?.contains("port = \(ticker.ports["http"] ?? 0)\n") == true)
        #expect(try Files.text(ticker.layout.shared + "/notes/starts") == "1.0.0\n")
        #expect(try Files.linkTarget("/proc/\(try ticker.pid())/cwd").hasPrefix(stage.root + "/releases/"))

        #expect(try ticker.words("environ").contains("TICKER_PASSWORD=open sesame"))
        #expect(try ticker.words("cmdline").contains("\(ticker.ports["http"] ?? 0)"))
        #expect(try !ticker.words("cmdline").contains { $0.contains("sesame") })
        #expect(ticker.get("/notes/add?password=wrong&text=no") == nil)

        try eventually("the check is well") {
            try ticker.status().health.contains {
                $0.probe.contains("bin/check") && $0.verdict == "pass" && $0.detail.hasSuffix(" ticks")
            }
        }
        #expect(try ticker.status().state == "active")
        try expectLimits(ticker)
    }

    /// Those that the kernel shows, and those of the group of processes where the host has one for us.
    private func expectLimits(_ app: SampleApp) throws {
        let pid = try app.pid()
        let files = try Files.text("/proc/\(pid)/limits").split(separator: "\n").first {
            $0.hasPrefix("Max open files")
        }
        #expect(files?.split(separator: " ").dropFirst(3).prefix(2) == ["256", "256"])
        let unenforced = try app.status().unenforced
        if unenforced.contains(where: { $0.contains("memory") }) { return }
        let groups = try Files.text("/proc/\(pid)/cgroup").split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        }
        let limit: String
        if let own = groups.first(where: { $0[1].split(separator: ",").contains("memory") }) {
            limit = "/sys/fs/cgroup/memory\(own[2])/memory.limit_in_bytes"
        } else {
            limit = "/sys/fs/cgroup\(try #require(groups.first { $0[0] == "0" })[2])/memory.max"
        }
        #expect(try Files.text(limit) == "134217728\n", "\(unenforced)")
    }

    @Test func aProgramWithItsOwnPortIsReplacedStoppedAndBroughtBack() throws {
        let stage = try Stage()
        try stage.up()
        let ticker = try ticker(stage)
        try setPassword(stage, "sesame")
        expect(try ticker.deploy("1.0.0"), 0)
        #expect(ticker.get("/notes/add?password=sesame&text=first") == "noted\n")

        expect(try ticker.deploy("1.1.0", "greeting=Servus"), 0)
        #expect(ticker.get("/")?.hasPrefix("Servus, this is ticker 1.1.0 on ") == true)
        #expect(try ticker.status().switch == "stop-start")
        #expect(ticker.get("/notes") == "first\n\n")

        let failed = expect(try ticker.deploy("1.2.0", "env.TICKER_STEP=often"), 1)
        #expect(failed.errors.contains("was taken back: "))
        #expect(failed.errors.contains("the pre-start hook hooks/prepare ended with exit status 1"), "\(failed.errors)")
        let log = expect(try stage.slipway("logs", "ticker"), 0).output
        #expect(log.contains("TICKER_STEP is no number of seconds: often"), "\(log)")
        #expect(ticker.get("/")?.hasPrefix("Servus, this is ticker 1.1.0 on ") == true)
        #expect(try Files.text(ticker.layout.shared + "/notes/starts") == "1.0.0\n1.1.0\n1.1.0\n")

        try setPassword(stage, "new words")
        expect(try stage.slipway("restart", "ticker"), 0)
        #expect(ticker.get("/notes/add?password=sesame&text=late") == nil)
        #expect(try ticker.words("environ").contains("TICKER_PASSWORD=new words"))

        expect(try stage.slipway("rollback", "ticker"), 0)
        #expect(ticker.get("/")?.hasPrefix("Hello, this is ticker 1.0.0 on ") == true)
        #expect(try ticker.words("environ").contains("TICKER_PASSWORD=new words"))
        expect(try stage.slipway("stop", "ticker"), 0)
        #expect(ticker.get("/health") == nil)
    }

    @Test func aProgramThatInheritsItsSocketsIsReplacedWithoutARefusal() throws {
        let stage = try Stage()
        try stage.up()
        let relay = try SampleApp(
            "relay", recipe: SampleApp.samples + "/relay", on: stage, listeners: ["http", "admin"])
        expect(try relay.deploy("1.0.0"), 0)
        #expect(relay.get("/") == "1.0.0 by http")
        #expect(relay.get("/", from: "admin") == "1.0.0 by admin")
        #expect(try Files.linkTarget("/proc/\(try relay.pid())/cwd").hasSuffix("/bin"))

        let load = try Load(relay.ports["http"] ?? 0, patience: 60)
        expect(try relay.deploy("1.1.0"), 0)
        #expect(try relay.status().switch == "handover")
        let failed = expect(try relay.deploy("1.2.0", "env.RELAY_HEALTH=sick"), 1)
        #expect(failed.errors.contains("was taken back"), "\(failed.errors)")
        #expect(relay.get("/", from: "admin") == "1.1.0 by admin")
        expect(try stage.slipway("rollback", "relay"), 0)
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        #expect(sum.answers["1.0.0", default: 0] > 0 && sum.answers["1.1.0", default: 0] > 0)

        let before = try relay.pid()
        kill(before, SIGKILL)
        #expect(relay.get("/") == "1.0.0 by http")
        #expect(try relay.pid() != before)
    }

    @Test func aJavaProgramBringsItsJava() throws {
        let stage = try Stage()
        try stage.up()
        let recipe = stage.folder("clock")
        expect(try Command.run("cp", ["-r", Programs.repository + "/recipes/clock", recipe]), 0)
        expect(try Command.run(recipe + "/compile.sh", []), 0)
        let clock = try SampleApp("clock", recipe: recipe, on: stage)
        expect(try clock.deploy("1.0.0"), 0)
        #expect(clock.get("/")?.hasPrefix("clock 1.0.0: ") == true)
        #expect(clock.get("/")?.hasSuffix(" UTC") == true)
        let words = try clock.words("cmdline")
        #expect(words.first?.hasPrefix(stage.root) == true || words.first?.hasPrefix("jdk/") == true, "\(words)")
        #expect(words.contains("-Xmx32m") && words.contains("-XX:+UseSerialGC"))

        let load = try Load(clock.ports["http"] ?? 0, patience: 60)
        expect(try clock.deploy("1.1.0", "clock.zone=Asia/Tokyo"), 0)
        #expect(clock.get("/")?.hasSuffix(" Asia/Tokyo") == true)
        expect(try stage.slipway("rollback", "clock"), 0)
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        #expect(clock.get("/")?.hasSuffix(" UTC") == true)
    }
}
