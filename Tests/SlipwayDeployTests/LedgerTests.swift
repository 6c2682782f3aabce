import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct LedgerTests {
    @Test func whatWasAppendedIsReadBack() throws {
        let folder = try TemporaryFolder("ledger")
        let ledger = try Ledger(folder("ledger.jsonl"))
        let events = committed(transaction(1, to: 1, from: nil)) + [.wished(wish: .stopped, by: "eve")]
        for event in events { try ledger.append(event, at: 12) }
        let again = try Ledger(folder("ledger.jsonl"))
        #expect(again.entries.map(\.event) == events)
        #expect(again.entries.map(\.seq) == Array(1...events.count))
        #expect(again.state.current == 1)
    }

    @Test func aTornLastLineIsDroppedAtEveryLength() throws {
        let folder = try TemporaryFolder("ledger")
        let path = folder("ledger.jsonl")
        let ledger = try Ledger(path)
        try ledger.append(.wished(wish: .running, by: "a"), at: 1)
        let whole = try Files.read(path)
        try ledger.append(.wished(wish: .stopped, by: "b"), at: 2)
        let both = try Files.read(path)
        for length in whole.count..<both.count {
            let torn = folder("torn-\(length).jsonl")
            let file = try Disk.create(torn)
            try Disk.write(Array(both[..<length]), to: file, torn)
            let opened = try Ledger(torn)
            #expect(opened.entries.count == 1)
            try opened.append(.wished(wish: .running, by: "c"), at: 3)
            let again = try Ledger(torn)
            #expect(again.entries.map(\.seq) == [1, 2])
            #expect(again.entries.last?.event == .wished(wish: .running, by: "c"))
        }
    }

    @Test func aLineAlteredBeforeTheLastIsRefused() throws {
        let folder = try TemporaryFolder("ledger")
        let path = folder("ledger.jsonl")
        let ledger = try Ledger(path)
        for name in ["a", "b", "c"] { try ledger.append(.wished(wish: .running, by: name), at: 1) }
        let text = try Files.text(path).split(separator: "\n").map(String.init)
        let altered = [text[0], text[1].replacing("\"b\"", with: "\"x\""), text[2], ""].joined(separator: "\n")
        try folder.write("altered.jsonl", altered)
        let refusal = #expect(throws: Refusal.self) { try Ledger(folder("altered.jsonl")) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains("line 2") == true)
    }
}

@Suite struct LedgerFaultTests {
    /// The disk is full for every file change of an append, one after the other.
    @Test func whatCannotBeWrittenIsHeldAndWrittenLater() throws {
        for failing in 1...4 {
            let folder = try TemporaryFolder("ledger")
            let path = folder("ledger.jsonl")
            let ledger = try Ledger(path)
            try ledger.append(.wished(wish: .running, by: "a"), at: 1)
            _ = DiskFaults.failing(failing, below: folder.path, code: ENOSPC, dead: false) {
                do {
                    try ledger.append(.wished(wish: .stopped, by: "b"), at: 2)
                    #expect(ledger.entries.count == 2)
                } catch {
                    #expect(ledger.entries.count == 1)
                    ledger.appendOrHold(.wished(wish: .stopped, by: "b"), at: 2)
                }
            }
            #expect(ledger.state.wish == .stopped)
            try ledger.append(.wished(wish: .running, by: "c"), at: 3)
            let again = try Ledger(path)
            #expect(again.entries == ledger.entries)
            #expect(again.entries.map(\.seq) == [1, 2, 3])
        }
    }
}
