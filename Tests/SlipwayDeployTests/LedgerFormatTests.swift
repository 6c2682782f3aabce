import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Ledgers as earlier versions have written them, and as a later one might.
@Suite struct LedgerFormatTests {
    private static let fixtures = parent(of: #filePath) + "/Fixtures"

    private func line(_ entry: String) -> String {
        let sum = Hashing.sha256(Array(entry.utf8)).hex.prefix(16)
        return "{\"sum\":\"\(sum)\",\"entry\":\(entry)}\n"
    }

    private func refusal(_ text: String) throws -> Refusal {
        let folder = try TemporaryFolder("ledger")
        try folder.write("ledger.jsonl", text)
        let refusal = try #require(throws: Refusal.self) { try Ledger(folder("ledger.jsonl")) }
        #expect(try Files.text(folder("ledger.jsonl")) == text)
        return refusal
    }

    private let first = #"{"at":1,"event":{"wished":{"by":"a","wish":"running"}},"seq":1}"#

    @Test func aLedgerOfBeforeFormatsIsRead() throws {
        let ledger = try Ledger(Self.fixtures + "/ledger-before-formats.jsonl")
        #expect(ledger.entries.count == 170)
        #expect(ledger.state.lastSeq == 170)
        #expect(ledger.entries.allSatisfy { $0.format == nil && $0.up == nil })
        #expect(ledger.state.isDeployed)
    }

    @Test func aLedgerWithTimesIsRead() throws {
        let ledger = try Ledger(Self.fixtures + "/ledger-with-times.jsonl")
        #expect(ledger.entries.count == 27)
        #expect(ledger.entries.allSatisfy { $0.up != nil })
        #expect(ledger.state.current != nil)
    }

    @Test func whatIsAddedToAnOldOneTellsItsFormat() throws {
        let folder = try TemporaryFolder("ledger")
        let path = try folder.write("ledger.jsonl", line(first))
        try Ledger(path).append(.held(by: "b"))
        #expect(try Ledger(path).entries.map(\.format) == [nil, 1])
        #expect(try Files.text(path).hasPrefix(line(first)))
    }

    @Test func aNewerFormatIsRefusedAndLeftAsItIs() throws {
        let newer = #"{"at":1,"event":{"wished":{"by":"a","wish":"running"}},"format":2,"seq":2}"#
        let refusal = try refusal(line(first) + line(newer))
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains("was written by a newer Slipway (format 2), this is \(Program.version)"))
        #expect(refusal.hint == "install that version again; nothing was changed")
    }

    @Test func anEventOfALaterVersionIsNoTornLine() throws {
        let unknown = #"{"at":1,"event":{"teleported":{"by":"a"}},"format":1,"seq":2}"#
        for rest in ["", line(first)] {
            let refusal = try refusal(line(first) + line(unknown) + rest)
            #expect(refusal.code == .badInput)
            #expect(refusal.sentence.contains("newer Slipway (an event that this one does not know)"))
        }
    }

    @Test func aNewerConfigurationIsRefused() throws {
        let folder = try TemporaryFolder("generation")
        let app = AppLayout(folder: folder("shop"))
        try folder.write("shop/generations/1/config.json", #"{"overrides":{},"schema":2}"#)
        let refusal = #expect(throws: Refusal.self) { try Generations(app).configuration(1) }
        #expect(refusal?.code == .badInput)
        try folder.write(
            "shop/want.json",
            #"{"rev":1,"slots":[],"listen":"closed","schema":2,"ports":[],"restart":{"#
                + #""backoffFirst":"1s","backoffMost":"1m","resetAfter":"1m","budget":1,"budgetWindow":"1h"},"held":false}"#
        )
        #expect(throws: Refusal.self) { try WantFile(app).read() }
    }
}
