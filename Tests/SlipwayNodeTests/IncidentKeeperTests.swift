import Glibc
import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct IncidentKeeperTests {
    private func service(_ runtime: ServiceSpec.Runtime = .exec, keep: Int = 20) -> ServiceSpec {
        var service = ServiceSpec(
            name: "shop", version: "1.3", runtime: runtime, launch: .init(command: ["bin/run"], env: [:]), listen: [],
            webapps: [], secrets: ["db"], health: [], start: .init(), stop: .init(), switch: SwitchPolicy(),
            restart: RestartPolicy(), keep: 2, order: 10)
        service.incidents = ServiceSpec.Incidents(keep: keep)
        return service
    }

    private func rig() throws -> OfflineRig {
        let rig = try OfflineRig()
        try rig.folder.write("node/etc/secrets/db", "hunter2!")
        let lines = (1...300).map { "line \($0) with hunter2! in it\n" }.joined()
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", lines)
        try Folders.make(rig.app.slotLayout(3).temp)
        try Folders.make(rig.app.slotLayout(3).work)
        return rig
    }

    private func keeper(_ rig: OfflineRig) -> IncidentKeeper { IncidentKeeper(rig.app, secrets: rig.layout.secrets) }

    private func subject(
        _ process: ProcessIdentity? = nil, _ service: ServiceSpec? = nil, incarnation: Int = 4
    ) -> IncidentKeeper.Subject {
        IncidentKeeper.Subject(
            generation: 3, incarnation: incarnation, process: process, service: service ?? self.service(),
            release: "shop 1.3", probes: "http /health:\n  hunter2! told\n")
    }

    private let hang = Condemnation(cause: "hang", reason: "http /health no answer to hunter2!, 3 times in a row")

    /// A process that sleeps, ended with the scope.
    private func withProcess(_ body: (ProcessIdentity) throws -> Void) throws {
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: "/bin/sleep", arguments: ["600"], environment: [:], folder: "/", descriptors: [-1, -1, -1],
                newSession: true))
        defer {
            child.signal(SIGKILL)
            _ = child.ending(within: 5000)
        }
        // Until it has become that program, and rests.
        let deadline = Clock.monotonic() + 10_000
        func rests() -> Bool {
            ((try? Files.text("/proc/\(child.pid)/stat")) ?? "").contains("(sleep) S")
        }
        while !rests(), Clock.monotonic() < deadline { _ = poll(nil, 0, 10) }
        try body(try #require(ProcessTable.identity(of: child.pid)))
    }

    @Test func theEvidenceOfARunningProcessIsKeptWithItsSecretsMasked() throws {
        let rig = try rig()
        let keeper = keeper(rig)
        try withProcess { process in
            let evidence = keeper.examine(subject(process))
            #expect(evidence.took < 5000 && evidence.missing == [])
            let number = try keeper.keep(subject(process), hang, evidence).number
            #expect(number == 1)
        }
        let incident = try #require(IncidentFolder(rig.app).shown(1))
        #expect(incident.path == rig.app.incidents + "/1-hang")
        #expect(incident.kind == .condemned && incident.generation == 3 && incident.release == "shop 1.3")
        #expect(incident.sentence == "http /health no answer to (secret db), 3 times in a row")
        let names = ["threads.txt", "probes.txt", "log.txt", "counters.txt", "files.txt", "memory.txt"]
        #expect(incident.pieces.map(\.name) == names)
        for piece in incident.pieces {
            let text = try #require(piece.text)
            #expect(!text.isEmpty && Int64(text.utf8.count) == piece.bytes, "\(piece.name)")
            #expect(try Files.facts(incident.path + "/" + piece.name)?.mode == 0o600)
        }
        let log = try #require(incident.pieces[2].text).split(separator: "\n")
        #expect(log.count == 200 && log.last == "line 300 with (secret db) in it")
        #expect(incident.pieces[1].text == "http /health:\n  (secret db) told\n")
        #expect(incident.pieces[0].text?.contains("sleep") == true)
        for folder in [rig.app.incidents, incident.path] { #expect(try Files.facts(folder)?.mode == 0o700) }
        for (path, facts) in try Files.walk(rig.app.incidents) where facts.kind == .file {
            let text = try Files.text(rig.app.incidents + "/" + path)
            #expect(!text.contains("hunter2!"), "\(path)")
        }
    }

    @Test func ofAProgramThatIsNoVMTheKernelTellsTheThreads() throws {
        let rig = try rig()
        try withProcess { process in
            let evidence = keeper(rig).examine(subject(process, service(.java)))
            let threads = String(decoding: try #require(evidence.pieces.first?.bytes), as: UTF8.self)
            #expect(threads.hasPrefix("no thread dump: ") && threads.contains("1 threads: number, state"))
            #expect(threads.contains("S (sleeping)"))
        }
    }

    @Test func whatDoesNotAnswerIsNamedAndHoldsUpNothing() throws {
        let open = try Pipe()
        let fd = open.reader.fd
        let evidence = EvidenceGatherer.gather(
            [
                .init("silent.txt") { _ in
                    try OpenFile.read("/proc/self/fd/\(fd)").readAll(limit: 10)
                },
                .init("refused.txt") { _ in throw Refusal(.failed, "it has none") },
                .init("long.txt", most: 4, keepsEnd: true) { _ in Array("abcdefgh".utf8) },
                .init("said.txt") { _ in [104, 105] },
            ], within: 200)
        #expect(evidence.missing == ["silent.txt: it did not come in time", "refused.txt: it has none"])
        #expect(evidence.pieces.map(\.name) == ["long.txt", "said.txt"])
        #expect(
            String(decoding: evidence.pieces[0].bytes, as: UTF8.self)
                == "(cut: 4 of 8 bytes are left away)\nefgh")
        #expect(evidence.took < 2000)
        withExtendedLifetime(open) {}
    }

    private func exit(_ incarnation: Int, at: Int64, _ how: String = "signal 9", pid: Int32? = nil)
        -> WrapperStatus.Exit
    {
        WrapperStatus.Exit(at: at, incarnation: incarnation, how: how, wanted: false, pid: pid)
    }

    private let noon: Int64 = 1_763_000_000_000

    @Test func anEndIsNotedOnceWhoeverSeesIt() throws {
        let rig = try rig()
        let first = try #require(try keeper(rig).note(exit(4, at: noon), subject()))
        #expect(first.number == 1 && first.sentence == "it ended: signal 9")
        #expect(try keeper(rig).note(exit(4, at: noon), subject()) == nil)
        var memory = exit(5, at: noon + 1000)
        memory.outOfMemory = "the kernel ended it for memory"
        let killed = try keeper(rig).note(memory, subject())
        #expect(killed?.sentence == "it ended: signal 9, the kernel ended it for memory")
        #expect(try keeper(rig).note(exit(6, at: noon + 2000, "exit status 3"), subject())?.number == 3)
        #expect(IncidentFolder(rig.app).all.map(\.cause) == ["killed", "out-of-memory", "exit"])
        #expect(IncidentFolder(rig.app).all.map(\.kind) == [.exit, .exit, .exit])
        // Of another generation, or after a wrapper that has forgotten its numbers.
        var other = subject()
        other.generation = 2
        #expect(try keeper(rig).note(exit(1, at: noon), other)?.number == 4)
        #expect(try keeper(rig).note(exit(1, at: noon + 3000), subject())?.number == 5)
    }

    @Test func whatAUserEndedIsNoIncident() throws {
        let rig = try rig()
        ExitMarks(rig.app).expect(3, incarnation: 4)
        #expect(try keeper(rig).note(exit(4, at: Clock.wall()), subject()) == nil)
        #expect(IncidentFolder(rig.app).count == 0)
        #expect(try keeper(rig).note(exit(5, at: Clock.wall() - 20_000), subject())?.number == 1)
    }

    @Test func theReportOfACrashedVMIsTakenWhereItIsTheAppsOwn() throws {
        let rig = try rig()
        let slot = rig.app.slotLayout(3)
        let now = Clock.wall() - 20_000
        try rig.folder.write("elsewhere.log", "not the app's")
        try Disk.symlink(to: rig.folder("elsewhere.log"), at: slot.work + "/hs_err_pid71.log")
        let report = slot.temp + "/hs_err_pid71.log"
        try Disk.write(Array("# SIGSEGV in hunter2!".utf8), to: try Disk.create(report), report)
        _ = try keeper(rig).note(exit(4, at: now, "signal 6", pid: 71), subject())
        let incident = try #require(IncidentFolder(rig.app).shown(1))
        #expect(incident.pid == 71 && incident.pieces.map(\.name) == ["hs_err.log", "probes.txt", "log.txt"])
        #expect(incident.pieces[0].text == "# SIGSEGV in (secret db)")
        // One of long ago is of another process that had the number.
        try Disk.setTime(report, seconds: now / 1000 - 5000)
        #expect(CrashReport(slot, service()).read(pid: 71, at: now) == nil)
        // A time may be any number.
        for seconds in [Int64.min, Int64.max, -1] where (try? Disk.setTime(report, seconds: seconds)) != nil {
            #expect(CrashReport(slot, service()).read(pid: 71, at: now) == nil)
        }
        // Where the recipe puts it.
        var named = service(.java)
        named.jvm = ServiceSpec.JVM(options: ["-XX:ErrorFile=${shared}/crash-%p.txt"])
        try rig.folder.write("node/apps/shop/shared/crash-71.txt", "# told")
        #expect(CrashReport(slot, named).read(pid: 71, at: Clock.wall()) == Array("# told".utf8))
        // A pipe that nobody writes into is not waited for.
        try Disk.unlink(report)
        try Disk.makeFIFO(report)
        #expect(CrashReport(slot, service()).read(pid: 71, at: now) == nil)
    }

    @Test func aCrashLoopLeavesFew() throws {
        let rig = try rig()
        let keeper = keeper(rig)
        _ = try keeper.keep(subject(), Condemnation(cause: "deadlock", reason: "deadlock"), Evidence())
        for turn in 1...30 { _ = try keeper.note(exit(turn, at: noon + Int64(turn) * 1000), subject()) }
        #expect(IncidentFolder(rig.app).all.map(\.sequence) == [1, 2, 29, 30, 31])
        let few = service(keep: 2)
        _ = try keeper.note(exit(31, at: noon + 40_000), subject(nil, few))
        #expect(IncidentFolder(rig.app).all.map(\.sequence) == [1, 32])
        let left = try Files.names(in: rig.app.incidents)
        #expect(left == ["1-deadlock", "32-killed", "seen.json"])
    }

    @Test func leftoversAreSweptAndNumbersGoOn() throws {
        let rig = try rig()
        try rig.folder.write("node/apps/shop/incidents/.new-1-hang/log.txt", "half")
        try rig.folder.write("node/apps/shop/incidents/4-hang/incident.json", "{")
        let keeper = keeper(rig)
        keeper.sweep()
        #expect(try Files.names(in: rig.app.incidents) == ["4-hang"])
        #expect(try keeper.keep(subject(), hang, Evidence()).number == 5)
        #expect(IncidentFolder(rig.app).all.map(\.sequence) == [5])
    }

    /// Whichever change of the disk fails, there is a whole incident or none.
    @Test(arguments: [ENOSPC, EIO])
    func aFullDiskLosesItWhole(_ code: Int32) throws {
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let rig = try rig()
            let keeper = keeper(rig)
            var evidence = Evidence()
            evidence.pieces = [("log.txt", [65]), ("probes.txt", [66])]
            var kept: Int?
            let seen = DiskFaults.failing(number, below: rig.app.incidents, code: code, dead: true) {
                kept = try? keeper.keep(subject(), hang, evidence).number
            }
            if seen < number { asked = number }
            let all = IncidentFolder(rig.app).all
            #expect(all.count <= 1 && (kept == nil || all.count == 1), "change \(number)")
            for incident in all {
                #expect(incident.pieces.map(\.name) == ["log.txt", "probes.txt"])
                for piece in incident.pieces { #expect(Files.exists(incident.path + "/" + piece.name)) }
            }
            keeper.sweep()
            let names = (try? Files.names(in: rig.app.incidents)) ?? []
            #expect(names == all.map { "\($0.sequence)-hang" }, "change \(number)")
        }
        #expect(number > 8)
    }

    @Test func aSentenceIsMaskedBeforeItIsCut() throws {
        let rig = try rig()
        // The cut falls into the secret, and into a letter of two bytes.
        let why = Condemnation(cause: "exec", reason: String(repeating: "é", count: 246) + "hunter2!" + "\u{1b}[2J")
        var evidence = Evidence()
        evidence.missing = [why.reason]
        let kept = try keeper(rig).keep(subject(), why, evidence)
        let incident = try #require(IncidentFolder(rig.app).shown(1))
        for text in [kept.sentence, incident.sentence, incident.missing[0]] {
            #expect(text.utf8.count <= 500 && text.hasSuffix("é(secr…") && !text.contains("hunt"))
        }
    }

    @Test func whatAProcessHadAsSecretIsCoveredAfterAChangeOfIt() throws {
        let rig = try rig()
        let keeper = keeper(rig)
        try withProcess { process in
            let evidence = keeper.examine(subject(process))
            try rig.folder.write("node/etc/secrets/db", "changed!")
            _ = try keeper.keep(subject(process), hang, evidence)
        }
        let log = try #require(IncidentFolder(rig.app).shown(1)?.pieces[2].text)
        #expect(!log.contains("hunter2!") && log.contains("(secret db)"))
        #expect(
            keeper.sentence(Condemnation(cause: "exec", reason: "changed! hunter2!"), subject())
                == "(secret db) (secret db)")
        // The same at the begin of a process.
        let other = self.keeper(rig)
        other.learnSecrets(service(), of: 3)
        try rig.folder.write("node/etc/secrets/db", "third one")
        #expect(other.sentence(Condemnation(cause: "exec", reason: "changed!"), subject()) == "(secret db)")
    }

    @Test func theyAreToldWithoutADaemon() throws {
        let rig = try rig()
        #expect(try rig.ask(.incidents(app: "shop", sequence: nil)).replies.count == 1)
        var evidence = Evidence()
        evidence.pieces = [("log.txt", Array(repeating: 65, count: 300 << 10))]
        _ = try keeper(rig).keep(subject(), hang, evidence)
        guard case .incidents(let list) = try rig.ask(.incidents(app: "shop", sequence: nil)).replies.first else {
            Issue.record("no list")
            return
        }
        #expect(list.incidents.map(\.sequence) == [1] && list.incidents[0].pieces[0].text == nil)
        guard case .incident(let one) = try rig.ask(.incidents(app: "shop", sequence: 1)).replies.first else {
            Issue.record("no incident")
            return
        }
        #expect(one.pieces[0].text?.hasSuffix("\n(the first 256 KiB of 307200 bytes)\n") == true)
        let refusal = #expect(throws: Refusal.self) { try rig.ask(.incidents(app: "shop", sequence: 7)) }
        #expect(refusal?.code == .notFound && refusal?.sentence == "shop has no incident 7")
        #expect(refusal?.hint == "these are kept: 1")
    }

    @Test func anUndeployKeepsThemAndAPurgeDoesNot() throws {
        let rig = try rig()
        _ = try keeper(rig).keep(subject(), hang, Evidence())
        _ = try rig.ask(.undeploy(app: "shop", purge: false))
        #expect(IncidentFolder(rig.app).count == 1)
        #expect(try rig.ask(.incidents(app: "shop", sequence: 1)).replies.count == 1)
        _ = try rig.ask(.undeploy(app: "shop", purge: true))
        #expect(!Files.exists(rig.app.folder))
        // Evidence that comes late does not bring it back.
        #expect(throws: SystemError.self) { try keeper(rig).keep(subject(), hang, Evidence()) }
        #expect(!Files.exists(rig.app.folder))
    }
}
