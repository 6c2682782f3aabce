import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayNode

@Suite struct IncidentLogTests {
    private let noon: Int64 = 1_763_000_000_000

    private func exit(_ incarnation: Int, at: Int64) -> WrapperStatus.Exit {
        WrapperStatus.Exit(at: at, incarnation: incarnation, how: "signal 9", wanted: false)
    }

    private func mark(_ words: String, after: Int64 = 0) -> String {
        "slipway: \(Clock.text(noon + after)) slot \(words)\n"
    }

    private func lines(_ rig: OfflineRig, _ log: String, _ exit: WrapperStatus.Exit) throws -> [String] {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", log)
        let bytes = IncidentLog(rig.app).before(exit, of: 3)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func many(_ word: String, _ count: Int) -> String { (1...count).map { "\(word) \($0)\n" }.joined() }

    @Test(arguments: [50, 900, 5000])
    func whatTheNextProcessPrintsDoesNotPushOutTheLastLines(_ printed: Int) throws {
        let end = mark("3 ended with signal 9")
        let log = many("old", 300) + end + mark("3 started, pid 18, incarnation 5") + many("new", printed)
        let found = try lines(OfflineRig(), log, exit(4, at: noon))
        #expect(found.count == 200 && found.last == String(end.dropLast()) && found[198] == "old 300")
    }

    @Test func theStartTellsWhichOfManyEndsItIs() throws {
        let log = (4...6).map { number in
            mark("3 started, pid 1\(number), incarnation \(number)") + "of \(number)\n"
                + mark("2 ended with exit status 1") + mark("3 ended with exit status \(number)")
        }
        let found = try lines(OfflineRig(), "before\n" + log.joined(), exit(5, at: noon + 20))
        #expect(found.last?.hasSuffix("ended with exit status 5") == true && found.first == "before")
        // Of its first line alone the end that comes first.
        let cut = log.joined().split(separator: "\n").dropFirst().map { $0 + "\n" }.joined()
        let first = try lines(OfflineRig(), cut, exit(4, at: noon + 20))
        #expect(first.last?.hasSuffix("ended with exit status 4") == true && first.first == "of 4")
    }

    @Test func withoutThatLineTheLatestAreTaken() throws {
        let log = many("old", 300) + mark("3 ended with signal 9", after: -60_000) + many("new", 10)
        let found = try lines(OfflineRig(), log, exit(4, at: noon))
        #expect(found.count == 200 && found.last == "new 10")
    }
}
