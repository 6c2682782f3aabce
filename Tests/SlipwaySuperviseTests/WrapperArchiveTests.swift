import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// What a wrapper gives a program of its archive. The program is a fake: it notes its words and goes on as one of ours.
@Suite struct WrapperArchiveTests {
    private static let list = "service/classes.list"
    private static let digest = Digest("sha256:" + String(repeating: "ab", count: 32))

    private func rig(_ overrides: [String: String] = [:], list: String? = list) throws -> WrapperRig {
        let rig = try WrapperRig()
        let python = try #require(WrapperRig.python)
        let program = "\(python) ${release}/program.py ${run} ${work}"
        let words = program.split(separator: " ").map(String.init)
        try rig.generation(1, overrides: overrides, command: words + ["--stock"]) {
            $0.warmStart = .init(
                command: words + ["--warm", ServiceSpec.WarmStart.archiveWord, "-cp", "a.jar", "Main"],
                classList: list, archive: Self.digest)
        }
        return rig
    }

    private func layout(_ rig: WrapperRig) -> NodeLayout { NodeLayout(root: rig.temporary.path) }

    private func key(_ rig: WrapperRig, _ overrides: [String: String] = [:]) throws -> String {
        let python = try #require(WrapperRig.python)
        let subject = ArchivePlan.Subject(
            warmStart: .init(
                command: [
                    python, "${release}/program.py", "${run}", "${work}", "--warm",
                    ServiceSpec.WarmStart.archiveWord, "-cp", "a.jar", "Main",
                ], classList: Self.list, archive: Self.digest), overrides: overrides,
            user: HostUser.archiveOwner(ofApp: "shop", state: rig.temporary.path))
        guard case .archive(let plan) = ArchivePlan.decide(subject) else {
            throw Refusal(.failed, "\(ArchivePlan.decide(subject))")
        }
        return plan.key
    }

    private func put(
        _ rig: WrapperRig, _ path: String, size: Int64 = ArchivePlan.smallest, mode: UInt32 = 0o444
    ) throws {
        try Folders.make(parent(of: path))
        let file = try Disk.create(path, mode: 0o600)
        try Disk.write([1], to: file, path)
        try Disk.truncate(path, to: size)
        try Disk.chmod(path, mode)
    }

    /// What the program was started with after its own folders.
    private func words(_ rig: WrapperRig) throws -> [String] {
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running)
        let pid = try #require(slot.process).pid
        let all = try Files.read("/proc/\(pid)/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return Array(all.drop { !$0.hasPrefix("--") })
    }

    @Test func anArchiveOfTheNodeIsGivenWithALogOfItsUse() throws {
        let rig = try rig()
        let archive = layout(rig).archive(try key(rig))
        try put(rig, archive)
        let log = AppLayout(folder: rig.app).slotLayout(1).archiveLog
        #expect(
            try words(rig) == [
                "--warm", "-Xshare:auto", "-XX:SharedArchiveFile=" + archive,
                "-Xlog:cds:file=\"\(log)\":level:filecount=0", "-cp", "a.jar", "Main",
            ])
    }

    @Test func withoutAnArchiveTheRestOfTheWarmStartIsUsed() throws {
        #expect(try words(rig()) == ["--warm", "-cp", "a.jar", "Main"])
        #expect(try words(rig(list: nil)) == ["--warm", "-cp", "a.jar", "Main"])
    }

    @Test func aRefusedArchiveIsNotGivenAgain() throws {
        let rig = try rig()
        let key = try key(rig)
        try put(rig, layout(rig).archive(key))
        try rig.temporary.write("archives/\(key).refused", "shared class paths mismatch\n")
        #expect(try words(rig) == ["--warm", "-cp", "a.jar", "Main"])
    }

    @Test func anArchiveThatOthersMayChangeOrThatIsCutShortIsNotGiven() throws {
        let whole = ArchivePlan.smallest
        for (size, mode) in [(whole, 0o464), (whole, 0o446), (5, 0o444)] as [(Int64, UInt32)] {
            let rig = try rig()
            try put(rig, layout(rig).archive(try key(rig)), size: size, mode: mode)
            #expect(try words(rig) == ["--warm", "-cp", "a.jar", "Main"])
        }
    }

    @Test func aLinkIsNoArchiveAndNorIsAFileInAFolderOfAnybodys() throws {
        let linked = try rig()
        try put(linked, linked.temporary("elsewhere.jsa"))
        try Folders.make(layout(linked).archives)
        try Disk.symlink(to: "../elsewhere.jsa", at: layout(linked).archive(try key(linked)))
        #expect(try words(linked) == ["--warm", "-cp", "a.jar", "Main"])
        let open = try rig()
        try put(open, layout(open).archive(try key(open)))
        try Disk.chmod(layout(open).archives, 0o777)
        #expect(try words(open) == ["--warm", "-cp", "a.jar", "Main"])
    }

    @Test func theSwitchesOfNodeAndAppGoBackToTheStockCommand() throws {
        let node = try rig()
        try put(node, layout(node).archive(try key(node)))
        try node.temporary.write("etc/node.json", "{ \"schema\": 1, \"warmStart\": false }")
        #expect(try words(node) == ["--stock"])
        #expect(try words(rig(["warm-start": "off"])) == ["--stock"])
        let on = try rig(["warm-start": "on"])
        try on.temporary.write("etc/node.json", "{ \"schema\": 1, \"warmStart\": true }")
        #expect(try words(on) == ["--warm", "-cp", "a.jar", "Main"])
    }

    @Test func anArchiveThatAVMCrashedWithIsSetAside() throws {
        let rig = try rig()
        let key = try key(rig)
        try put(rig, layout(rig).archive(key))
        #expect(try words(rig).contains("-Xshare:auto"))
        let first = try rig.slot(1, .running)
        kill(try #require(first.process).pid, SIGSEGV)
        _ = try rig.status { ($0.slot(1)?.incarnation ?? 0) > first.incarnation && $0.slot(1)?.ready == true }
        #expect(try Files.text(layout(rig).refusal(key)).contains("signal 11"))
        let pid = try #require(rig.slot(1, .running).process).pid
        #expect(!String(decoding: try Files.read("/proc/\(pid)/cmdline"), as: UTF8.self).contains("-Xshare"))
    }

    @Test func aWarmStartThatEndsBeforeItIsReadyIsFollowedByAStockOne() throws {
        let rig = try WrapperRig()
        let python = try #require(WrapperRig.python)
        let program = "\(python) ${release}/program.py ${run} ${work}"
        try rig.generation(1, command: program.split(separator: " ").map(String.init) + ["--stock"]) {
            $0.warmStart = .init(command: ["/bin/false"])
        }
        try rig.want([1: .live])
        try rig.start()
        _ = try rig.status { $0.slot(1)?.ready == true }
        try rig.awaitLog("starts without what its release knows")
        #expect(try rig.slot(1, .running).incarnation == 2)
    }

    @Test func aDamagedSwitchIsToldOfAndSwitchesNothingOff() throws {
        let rig = try rig()
        try rig.temporary.write("etc/node.json", "{ \"warmStart\": \"perh")
        #expect(try words(rig) == ["--warm", "-cp", "a.jar", "Main"])
        let log = try Files.text(AppLayout(folder: rig.app).log)
        #expect(log.contains("node.json"))
        #expect(log.contains("the warm start stays on"))
    }
}
