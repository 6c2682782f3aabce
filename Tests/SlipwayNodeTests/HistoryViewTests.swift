import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import Testing

@Suite struct HistoryViewTests {
    private func transaction(
        _ id: Int, _ kind: Transaction.Kind, _ overrides: [String: String], ran: Bool = true
    ) -> Transaction {
        Transaction(
            id: id, kind: kind, generation: id, previous: id > 1 ? id - 1 : nil, previousRan: ran && id > 1,
            release: ReleaseName(name: "shop", version: "1.0"), digest: Digest(bytes: [UInt8](repeating: 1, count: 32)),
            configuration: Configuration(overrides: overrides), mode: .overlap, by: "ann")
    }

    private func lines(_ transactions: [Transaction], failing: Bool = false) -> [HistoryDocument.Line] {
        var events: [LedgerEvent] = []
        for transaction in transactions {
            events.append(.begun(transaction: transaction))
            if failing, transaction == transactions.last {
                let first = transaction.ladder[0]
                events.append(.step(transaction: transaction.id, event: .failed(rung: first, reason: "no room")))
                events.append(.step(transaction: transaction.id, event: .undone(rung: first)))
            } else {
                events += transaction.ladder.map { .step(transaction: transaction.id, event: .done(rung: $0)) }
            }
        }
        let entries = events.enumerated().map { LedgerEntry(seq: $0.offset + 1, at: 0, event: $0.element) }
        return HistoryView.lines(entries) { _, key in ["listen.http": "8080", "db.password": "(secret db)"][key] }
    }

    @Test func whatWasLetPassIsTold() {
        var first = transaction(1, .deploy, ["listen.http": "8081"])
        first.accepted = [.unsigned]
        var second = transaction(2, .deploy, ["listen.http": "8081"])
        second.accepted = [.unknownKey, .older]
        let all = lines([first, second], failing: true)
        #expect(all[0].reason == "listen.http 8080 → 8081, accepted without a signature")
        #expect(all[1].reason == "accepted with an unknown key and below its floor: no room")
    }

    @Test func aConfigurationTellsWhatChangedAndWho() {
        let first = transaction(1, .deploy, [:])
        let set = transaction(2, .configure, ["listen.http": "8081", "mine": "1", "x.password": "hush"])
        let unset = transaction(3, .configure, ["mine": "2", "x.password": "hush"])
        let all = lines([first, set, unset])
        #expect(all.map(\.what) == ["deploy", "configure", "configure"])
        #expect(all.allSatisfy { $0.by == "ann" && $0.outcome == "good" })
        #expect(all[0].reason == nil)
        #expect(all[1].reason == "listen.http 8080 → 8081, mine → 1, x.password → (hidden)")
        #expect(all[2].reason == "listen.http 8081 → 8080, mine 1 → 2")
    }

    @Test func aValueIsOneShortWord() {
        let long = String(repeating: "x", count: 300)
        let all = lines([
            transaction(1, .deploy, ["a": "", "b": "x\ny\t\"z\"\u{1b}", "c": long]),
            transaction(2, .configure, ["a": "", "b": long + "\n", "c": "Good day"]),
        ])
        let cut = String(repeating: "x", count: 80) + "…"
        #expect(all[0].reason == #"a → "", b → "x\ny\t\"z\"\u{1b}", c → "# + cut)
        #expect(all[1].reason == #"b "x\ny\t\"z\"\u{1b}" → ""# + cut + #"", c "# + cut + " → Good day")
    }

    @Test func oneThatFailedTellsBoth() {
        let all = lines([transaction(1, .deploy, [:]), transaction(2, .configure, ["a": "b"])], failing: true)
        #expect(all[1].outcome == "reverted")
        #expect(all[1].reason == "a → b: no room")
    }

    @Test func aQuietOneIsDoneAndNotCalledGood() {
        let all = lines([transaction(1, .deploy, [:]), transaction(2, .configure, ["a": "b"], ran: false)])
        #expect(all[1].outcome == "done")
    }

    @Test func aSwitchTellsWhereItCameFromAndHowLongByAClockThatNeverJumps() {
        func took(_ entries: [(at: Int64, up: Int64?)]) -> Int64? {
            let deploy = transaction(1, .deploy, [:])
            let events: [LedgerEvent] = [
                .begun(transaction: deploy),
                .step(transaction: 1, event: .failed(rung: .install, reason: "no room", blame: .node)),
                .step(transaction: 1, event: .undone(rung: .install)),
            ]
            let all = zip(events, entries).enumerated().map {
                LedgerEntry(seq: $0.offset + 1, at: $0.element.1.at, up: $0.element.1.up, event: $0.element.0)
            }
            return HistoryView.lines(all) { _, _ in nil }.first?.took
        }
        #expect(took([(5000, 100), (0, 150), (-9000, 170)]) == 70)
        // After a boot, and in a ledger of the first version, the wall clock is all there is.
        #expect(took([(5000, 100), (5500, 20), (6000, 30)]) == 1000)
        #expect(took([(5000, nil), (5500, nil), (4000, nil)]) == nil)
        let all = lines([transaction(1, .deploy, [:]), transaction(2, .configure, ["a": "b"])])
        #expect(all.map(\.from) == [nil, 1])
        #expect(all[1].fromRelease == "shop 1.0")
    }

    @Test func aSettingThatLeavesNothingBehindIsSaidSo() {
        let all = lines([transaction(1, .deploy, ["mine": "1"]), transaction(2, .configure, [:])])
        #expect(all[0].reason == "mine → 1")
        #expect(all[1].reason == "mine 1 → as released")
    }
}

@Suite struct StatusWordTests {
    private func state(held: Bool, wish: Wish = .running) -> LedgerState {
        let transaction = Transaction(
            id: 1, kind: .deploy, generation: 1, previous: nil, previousRan: false,
            release: ReleaseName(name: "shop", version: "1.0"), digest: Digest(bytes: [UInt8](repeating: 1, count: 32)),
            configuration: Configuration(), mode: .overlap, by: "ann")
        var events: [LedgerEvent] = [.begun(transaction: transaction)]
        events += transaction.ladder.map { .step(transaction: 1, event: .done(rung: $0)) }
        if held { events.append(.held(by: "ann")) }
        if wish == .stopped { events.append(.wished(wish: .stopped, by: "ann")) }
        return LedgerState(events.enumerated().map { LedgerEntry(seq: $0.offset + 1, at: 0, event: $0.element) })
    }

    private func slot(_ phase: SlotPhase, serves: Bool = true) -> WrapperStatus.Slot {
        let runs = [.running, .starting, .stopping].contains(phase)
        return WrapperStatus.Slot(
            generation: 1, phase: phase, incarnation: 1, process: runs ? ProcessIdentity(pid: 7, startTime: 7) : nil,
            privatePort: nil, ready: serves, admitting: serves, restarts: 0, exits: [], since: 0, complaint: nil)
    }

    @Test func eachPhaseHasItsWord() {
        func word(_ slot: WrapperStatus.Slot?, held: Bool = false, sick: Bool = false, up: Bool = true) -> String {
            StatusWord.of(state(held: held), slot, isSick: sick, isUp: up)
        }
        #expect(word(nil) == "starting")
        #expect(word(slot(.running)) == "active")
        #expect(word(slot(.running, serves: false)) == "starting")
        #expect(word(slot(.running), up: false) == "starting")
        #expect(word(slot(.running), sick: true) == "unresponsive")
        #expect(word(slot(.failed)) == "failed")
        #expect(word(slot(.waiting)) == "starting")
        #expect(word(slot(.stopping)) == "stopping")
        #expect(word(slot(.running), held: true) == "active")
        #expect(word(slot(.starting), held: true) == "starting")
        for down: SlotPhase in [.waiting, .failed, .stopped] { #expect(word(slot(down), held: true) == "held") }
    }

    @Test func whatIsWantedStoppedIsStoppedAndNotHeld() {
        #expect(StatusWord.of(state(held: true, wish: .stopped), nil, isSick: false, isUp: true) == "stopped")
        #expect(
            StatusWord.of(state(held: false, wish: .stopped), slot(.stopped), isSick: false, isUp: true) == "stopped")
    }
}
