import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// What the ledger has told last when the host goes down, and who is live when it is back.
    private static let rungs: [(words: String, live: String)] = [
        (#""begun""#, "1.0.0"), ("install", "2.0.0"), ("create", "2.0.0"), ("yield", "2.0.0"), ("start", "2.0.0"),
        ("gate", "2.0.0"), ("admit", "2.0.0"), ("point", "2.0.0"), ("trial", "2.0.0"),
    ]
    private static var rungsNow: [(words: String, live: String)] {
        Steady.provesAll ? rungs : rungs.filter { ["yield", "gate"].contains($0.words) }
    }

    private func deployed(_ version: String = "1.0.0") throws -> Steady {
        let steady = try Steady()
        expect(try steady.deploy(version), 0)
        return steady
    }

    /// The trial of 2.0.0 takes two seconds and three passes.
    private func expectWholeTrial(_ steady: Steady, _ location: SourceLocation = #_sourceLocation) throws {
        let end = try #require(try steady.ledger().last { $0.text.contains(#""done":{"rung":"trial"}"#) }).entry.up
        let process = try #require(try steady.asks().last { $0.version == "2.0.0" && $0.at <= end }).pid
        let identity = try #require(ProcessTable.identity(of: process), "what was tried does not run")
        #expect(end - ProcessTable.begun(identity) >= 2000, sourceLocation: location)
        #expect(try steady.asks().filter { $0.pid == process && $0.at <= end }.count >= 3, sourceLocation: location)
    }

    @Test(arguments: rungsNow)
    func aRebootAfterAnyRungEndsWithTheOldOneOrTheNew(_ rung: (words: String, live: String)) throws {
        let steady = try deployed()
        try steady.stage.arm("daemon freeze 1 \(steady.stage.log)")
        let client = try steady.begin(try steady.deployWords("2.0.0"))
        let second = #""transaction":2"#
        let words = rung.live == "1.0.0" ? #""id":2"# : #""done":{"rung":"\#(rung.words)"}},"# + second
        #expect(try steady.step(until: words))
        try steady.reboot()
        #expect(client.ending(within: 20_000) == .exited(124))

        try steady.stage.up()
        try steady.awaitEnd()
        #expect(steady.version == rung.live)
        let isNew = rung.live == "2.0.0"
        #expect(try steady.switches() == ["deploy 1 good", isNew ? "deploy 2 good" : "deploy 2 reverted"])
        #expect(try Files.linkTarget(steady.app.current) == "generations/\(isNew ? 2 : 1)")
        #expect(steady.stage.leftOvers() == [])
        if isNew, rung.words != "trial" { try expectWholeTrial(steady) }
        // It was the host's fault, so nothing is said against the release.
        if !isNew { expect(try steady.deploy("2.0.0"), 0) }
        expect(try steady.slipway("rollback", "steady"), 0)
        #expect(steady.version == "1.0.0")
    }

    enum Waking: String, CaseIterable { case wakes, sickens }

    /// After some of its passes the host goes down: they count no more. It has its time to start once more, too, and
    /// one that sickens afterwards is taken back.
    @Test(arguments: Steady.provesAll ? Waking.allCases : [.wakes])
    func aRebootInTheMiddleOfATrialBeginsItAnew(_ waking: Waking) throws {
        let steady = try deployed()
        try steady.say("wakes", of: "2.0.0")
        let client = try steady.begin(try steady.deployWords("2.0.0"))
        try eventually("three passes") {
            let admitted = try steady.ledger().last { $0.text.contains(#""done":{"rung":"point"}},"transaction":2"#) }
            guard let begun = admitted?.entry.up else { return false }
            return try steady.asks().filter { $0.version == "2.0.0" && $0.at > begun }.count >= 3
        }
        try steady.reboot()
        #expect(client.ending(within: 20_000) == .exited(124))
        #expect(try steady.switches().last == "deploy 2 under way")
        try steady.say(waking.rawValue, of: "2.0.0")
        try steady.stage.up()
        try steady.awaitEnd()
        switch waking {
        case .wakes:
            #expect(try steady.switches() == ["deploy 1 good", "deploy 2 good"])
            try expectWholeTrial(steady)
        case .sickens:
            #expect(try steady.switches() == ["deploy 1 good", "deploy 2 reverted"])
            #expect(steady.version == "1.0.0")
        }
    }

    enum Witness: String, CaseIterable { case daemonAndWrapper, wrapperAlone, wrappersSuccessor }

    /// Whoever has seen it, or has only its traces: the wrapper has started another by then.
    @Test(arguments: Steady.provesAll ? Witness.allCases : [.wrappersSuccessor])
    func anEndInTheTrialIsAFailure(_ witness: Witness) throws {
        let steady = try deployed()
        let client = try steady.begin(try steady.deployWords("2.0.0"))
        try eventually("its trial") { try Files.text(steady.app.ledger).contains(#""point"}},"transaction":2"#) }
        let before = try status(steady)
        let process = try #require(before.slot(2)?.process)
        switch witness {
        case .daemonAndWrapper: kill(process.pid, SIGKILL)
        case .wrapperAlone:
            try end(steady.stage)
            kill(process.pid, SIGKILL)
        case .wrappersSuccessor:
            try end(steady.stage)
            let wrapper = try #require(ChildProcess.adopt(before.wrapper))
            wrapper.signal(SIGKILL)
            _ = wrapper.ending(within: 5000)
            kill(process.pid, SIGKILL)
        }
        switch witness {
        case .daemonAndWrapper: #expect(client.ending(within: 20_000) == .exited(1))
        case .wrapperAlone:
            try eventually("another process") {
                let slot = try status(steady).slot(2)
                return slot?.incarnation == 2 && slot?.admitting == true
            }
            try steady.stage.up()
        case .wrappersSuccessor: try steady.stage.up()
        }
        try steady.awaitEnd()
        #expect(try steady.switches() == ["deploy 1 good", "deploy 2 reverted"])
        #expect(try steady.history().last { $0.what == "deploy" }?.reason?.contains("its process ended: ") == true)
        #expect(steady.version == "1.0.0")
        #expect(expect(try steady.deploy("2.0.0"), 1).errors.contains("--force tries it again"))
    }

    private func status(_ steady: Steady) throws -> WrapperStatus {
        try JSONText.value(WrapperStatus.self, from: try Files.read(steady.app.status))
    }

    /// The daemon alone, in the middle of what it does.
    private func end(_ stage: FaultStage) throws {
        let daemon = try #require(stage.daemon)
        daemon.signal(SIGKILL)
        _ = daemon.ending(within: 5000)
    }
}
