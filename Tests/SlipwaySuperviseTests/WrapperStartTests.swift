import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperStartTests {
    @Test func aLiveSlotIsStartedAdmittedAndServes() throws {
        let rig = try WrapperRig()
        try rig.generation(
            1, overrides: ["page.size": "7", "env.TZ": "UTC", "fresh": "${x"], env: ["PORT": "${listen.http}"])
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        #expect(slot.incarnation == 1)
        #expect(slot.restarts == 0)
        #expect(rig.latest?.rev == 1)
        let pid = try #require(slot.process).pid
        #expect(try Client.ask(rig.port) == pid)
        #expect(try Client.ask(try #require(slot.privatePort)) == pid)
    }

    @Test func theProgramSeesItsSessionDescriptorsFolderAndEnvironment() throws {
        let rig = try WrapperRig()
        try rig.generation(1, overrides: ["env.TZ": "UTC", "page.size": "7"], env: ["PORT": "${listen.http}"])
        try rig.temporary.write("apps/shop/generations/1/temp/left/over", "x")
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let work = rig.app + "/generations/1/work"
        let seen = try JSONText.value(Seen.self, from: try Files.read(work + "/seen.json"))
        #expect(seen.session == seen.pid)
        #expect(seen.folder == rig.temporary("releases/1"))
        #expect(seen.env["HOME"] == work)
        #expect(seen.env["LANG"] == "C.UTF-8")
        #expect(seen.env["TZ"] == "UTC")
        #expect(seen.env["PORT"] == "\(rig.port)")
        #expect(seen.env["SWIFT_BACKTRACE"] == nil)
        // 0 to 2, its socket once more, what the program opened itself, and the listing's own.
        #expect(seen.descriptors == (0...9).map { "\($0)" }.sorted())
        #expect(seen.env["LISTEN_FDS"] == "1")
        #expect(seen.env["LISTEN_FDNAMES"] == "http")
        #expect(seen.env["LISTEN_PID"] == "\(seen.pid)")
        #expect(try Files.names(in: rig.app + "/generations/1/temp").isEmpty)
    }

    @Test func theRunFolderNamesThePathsThatAreAskedOnThePrivatePort() throws {
        let rig = try WrapperRig()
        try rig.generation(1) {
            $0.health = [HealthCheck(http: "/health?deep=1"), HealthCheck(exec: ["bin/check"])]
            $0.start.warmUp = ["/", "/search?q=x", "/health"]
        }
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try rig.slot(1, .running)
        try rig.slot(2, .running)
        #expect(try Files.text(rig.app + "/run/slots/1/probes") == "/health\n/\n/search\n")
        #expect(try Files.text(rig.app + "/run/slots/2/probes") == "")
    }

    @Test func nothingBehindALinkIsTouched() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.temporary.write("outside/kept", "x")
        let folder = rig.app + "/generations/1"
        for name in ["temp", "work"] { try Disk.symlink(to: rig.temporary("outside"), at: folder + "/" + name) }
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        #expect(try Files.text(rig.temporary("outside/kept")) == "x")
        #expect(try Files.names(in: rig.temporary("outside")) == ["kept"])
        #expect(try Files.facts(folder + "/temp")?.kind == .folder)
        #expect(try Files.facts(folder + "/temp")?.mode == 0o700)
        #expect(try Files.facts(folder + "/work")?.kind == .folder)
    }

    @Test func aSharedFolderIsNotMadeBehindALink() throws {
        let rig = try WrapperRig()
        try rig.generation(1) { $0.shared = ["a/b"] }
        try Folders.make(rig.temporary("outside"))
        try Folders.make(rig.app + "/shared")
        try Disk.symlink(to: rig.temporary("outside"), at: rig.app + "/shared/a")
        try rig.want([1: .live])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.complaint != nil }
        #expect(
            status.slot(1)?.complaint == "cannot use \(rig.app)/shared/a: it is a link and must be a folder")
        #expect(try Files.names(in: rig.temporary("outside")).isEmpty)
        // An operator's folder that is there serves.
        try Folders.make(rig.temporary("outside/b"))
        try rig.slot(1, .running, admitting: true)
    }

    @Test func theRunFolderIsPrivateAndHoldsTokenAndProperties() throws {
        let rig = try WrapperRig()
        try rig.generation(1, overrides: ["page.size": "7", "listen.x": "1"])
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running)
        let run = rig.app + "/run/slots/1"
        #expect(try Files.facts(run)?.mode == 0o700)
        #expect(try Files.facts(run + "/token")?.mode == 0o600)
        #expect(try Files.text(run + "/token").count == 32)
        let root = try Files.text(run + "/properties/ROOT.properties")
        #expect(root == "greeting=Gr\\u00fc\\u00df Gott\npage.size=7\n")
        let node = try Files.text(run + "/node.properties")
        for line in [
            "app.name=shop", "generation=1", "listen.http=\(rig.port)", "node.name=test-node", "page.size=7",
            "release.version=1.1",
        ] { #expect(node.contains(line + "\n")) }
    }

    @Test func withoutAWantNothingRunsUntilOneComes() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.start()
        #expect(rig.latest?.slots == [])
        #expect(rig.latest?.listen == [])
        try rig.want([1: .live])
        try rig.slot(1, .running, admitting: true)
    }

    @Test func anUnknownPlaceholderIsRefusedWithASentence() throws {
        let rig = try WrapperRig()
        try rig.generation(1, command: ["/bin/true", "${no.such}"])
        try rig.want([1: .parked])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.complaint != nil }
        #expect(status.slot(1)?.complaint?.contains("${no.such}") == true)
        #expect(status.slot(1)?.phase == .stopped)
        #expect(status.slot(1)?.incarnation == 0)
    }

    @Test func whatAFailingProgramSaysIsInTheStatus() throws {
        let rig = try WrapperRig()
        try rig.generation(1, options: ["fails=the_database_is_gone"])
        try rig.want([1: .parked])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.exits.isEmpty == false }
        #expect(status.slot(1)?.complaint == "the database is gone")
        #expect(status.slot(1)?.exits.map(\.how) == ["exit status 3"])
        #expect(status.slot(1)?.phase == .stopped)
    }

    @Test func aSecondWrapperOfTheSameAppLeavesWith75() throws {
        let rig = try WrapperRig()
        try rig.start()
        let second = try rig.launch()
        #expect(second.ending(within: 20_000) == .exited(75))
        try rig.send(.reload)
        #expect(rig.wrapper?.ending() == nil)
    }

    @Test func aCommandThatIsNoneCostsTheConnectionOnly() throws {
        let rig = try WrapperRig()
        try rig.start()
        let other = LineChannel(try UnixSocket.connect(rig.app + "/run/control.sock"))
        try other.send(Array("{\"nonsense\":{}}".utf8))
        #expect(try other.line(deadline: Clock.monotonic() + WrapperRig.patience) == nil)
        #expect(!other.timedOut)
        try rig.want([:])
        try rig.status { $0.rev == 1 }
    }
}
