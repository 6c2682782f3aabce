import Glibc
import SlipwayBundle
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SwitcherTests {
    @Test(arguments: [SwitchPolicy.Mode.overlap, .handover, .stopStart])
    func aSwitchThatFailsAnywhereLeavesTheOldOne(_ mode: SwitchPolicy.Mode) throws {
        let rig = try SwitchRig(releases: 3)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        rig.health.gate = .failed(reason: "ill at the gate", evidence: [])
        #expect(try rig.deploy(1, ledger, mode: mode) == .reverted(reason: "ill at the gate"))
        try rig.isWhole(ledger)
        rig.health.gate = .passed(detail: "")
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        #expect(try rig.deploy(2, ledger, mode: mode) == .reverted(reason: "ill on trial"))
        try rig.isWhole(ledger)
        #expect(ledger.state.current == 1)
        #expect(try Files.names(in: rig.app.generations) == ["1"])
    }

    /// One switch on top of a first deploy, as the fault sweep makes it again and again.
    enum Subject: CaseIterable {
        case deploy, stopStart, configure, configureStopStart, configureStopped

        func run(_ rig: SwitchRig, _ ledger: Ledger) throws -> SwitchMachine.Outcome {
            switch self {
            case .deploy: try rig.deploy(1, ledger)
            case .stopStart: try rig.deploy(1, ledger, mode: .stopStart)
            case .configure: try rig.configure(["a": "b"], ledger)
            case .configureStopStart: try rig.configure(["a": "b"], ledger, mode: .stopStart)
            case .configureStopped: try rig.configure(["a": "b"], ledger)
            }
        }

        /// File changes that it makes at least.
        var least: Int {
            switch self {
            case .deploy, .stopStart: 40
            case .configure, .configureStopStart: 25
            case .configureStopped: 15
            }
        }
    }

    /// The disk refuses the n-th file change, for every n, once or from then on; then a new daemon begins.
    @Test(arguments: Subject.allCases, [(ENOSPC, false), (EIO, true)])
    func noFileChangeThatFailsTearsAnything(_ subject: Subject, _ fault: (code: Int32, isDead: Bool)) throws {
        let stock = try SwitchRig.Stock(releases: 2)
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let rig = try SwitchRig(stock)
            let first = try rig.ledger()
            #expect(try rig.deploy(0, first) == .committed)
            if subject == .configureStopped {
                try first.append(.wished(wish: .stopped, by: "tester"))
                try rig.switcher(first).settle()
            }
            let ledger = try rig.ledger()
            var outcome: SwitchMachine.Outcome?
            let seen = DiskFaults.failing(number, below: rig.layout.state, code: fault.code, dead: fault.isDead) {
                outcome = try? subject.run(rig, ledger)
            }
            if number == 1 { asked = 1000 }
            if seen < number { asked = number }
            if !fault.isDead, outcome == .committed || outcome.isReverted { try rig.isWhole(ledger) }

            // What a daemon does when it starts.
            let again = try rig.ledger()
            try Folders.removeAll(rig.layout.incoming)
            _ = try rig.switcher(again).recover()
            try rig.switcher(again).settle()
            try rig.isWhole(again)
            #expect([1, 2].contains(again.state.current))
            if again.state.current == 1 { #expect(try subject.run(rig, again) == .committed) }
            try rig.isWhole(again)
            let left = try Files.walk(rig.layout.state).map(\.path).filter { $0.hasSuffix(".new") }
            #expect(left == [], "change \(number)")
        }
        #expect(number > subject.least, "\(subject) makes more file changes than that")
    }

    @Test func aConfigurationIsTriedAndTakenBackLikeCode() throws {
        let rig = try SwitchRig(releases: 1)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        #expect(try rig.configure(["listen.http": "8081"], ledger) == .committed)
        try rig.isWhole(ledger)
        #expect(try WantFile(rig.app).read()?.ports.map(\.port) == [8081])
        #expect(ledger.state.generations[2]?.standing == .good)
        // Parked, it would keep the other port open with nobody to answer.
        #expect(ledger.state.warm == nil)
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        #expect(try rig.configure(["listen.http": "8082"], ledger) == .reverted(reason: "ill on trial"))
        try rig.isWhole(ledger)
        #expect(ledger.state.current == 2)
        #expect(ledger.state.generations[3]?.standing == .bad)
        #expect(ledger.state.rollbackTarget == 1)
        #expect(try WantFile(rig.app).read()?.ports.map(\.port) == [8081])
    }

    @Test func aStoppedAppTakesItsConfigurationQuietly() throws {
        let rig = try SwitchRig(releases: 1)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        try ledger.append(.wished(wish: .stopped, by: "tester"))
        // Nothing is started, so nothing is judged.
        rig.health.gate = .failed(reason: "asked", evidence: [])
        #expect(try rig.configure(["a": "b"], ledger) == .committed)
        try rig.isWhole(ledger)
        #expect(ledger.state.current == 2)
        #expect(ledger.state.wish == .stopped)
        #expect(ledger.state.generations[2]?.standing == .staged)
        #expect(try WantFile(rig.app).read()?.slots == [])
        #expect(try Generations(rig.app).configuration(2).overrides == ["a": "b"])
    }

    /// Somebody wants it undone, as each rung is about to begin.
    @Test func anAbortedSwitchIsUndoneFromWhereverItIs() throws {
        let stock = try SwitchRig.Stock(releases: 2)
        for rungs in 0..<8 {
            let rig = try SwitchRig(stock)
            let ledger = try rig.ledger()
            #expect(try rig.deploy(0, ledger) == .committed)
            var asked = 0
            let switcher = rig.switcher(ledger) {
                asked += 1
                return asked > rungs ? "aborted by ann" : nil
            }
            let bundle = rig.bundles[1]
            let transaction = Transaction(
                id: 2, kind: .deploy, generation: 2, previous: 1, previousRan: true, release: bundle.name,
                digest: bundle.manifestDigest, configuration: Configuration(), mode: .overlap, by: "tester")
            let layout = rig.layout
            let outcome = try switcher.run(transaction) { try ReleaseInstaller(layout).install(bundle) }
            #expect(outcome == .reverted(reason: "aborted by ann"))
            try rig.isWhole(ledger)
            #expect(ledger.state.current == 1)
        }
    }

    /// A disk that is full for one moment is the reason that people are told, with its own exit code.
    @Test func whatTurnedItBackIsKept() throws {
        let stock = try SwitchRig.Stock(releases: 2)
        var reverted = 0
        for number in 5...20 {
            let rig = try SwitchRig(stock)
            let ledger = try rig.ledger()
            #expect(try rig.deploy(0, ledger) == .committed)
            let switcher = rig.switcher(ledger)
            var outcome: SwitchMachine.Outcome?
            _ = DiskFaults.failing(number, below: rig.layout.state, code: ENOSPC, dead: false) {
                outcome = try? rig.deploy(1, ledger, by: switcher)
            }
            if outcome.isReverted {
                reverted += 1
                #expect(switcher.cause?.code == .noRoom, "change \(number)")
            }
        }
        #expect(reverted > 5)
    }

    @Test func aHoldIsToldToTheWrapper() throws {
        let rig = try SwitchRig(releases: 1)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        #expect(try WantFile(rig.app).read()?.held == false)
        try ledger.append(.held(by: "ann"))
        try rig.switcher(ledger).settle()
        #expect(try WantFile(rig.app).read()?.held == true)
        try ledger.append(.unheld(by: "ann"))
        try rig.switcher(ledger).settle()
        #expect(try WantFile(rig.app).read()?.held == false)
    }
}

extension Optional<SwitchMachine.Outcome> {
    fileprivate var isReverted: Bool {
        if case .reverted = self { return true }
        return false
    }
}
