import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperLogTests {
    @Test func linesReachTheFileAndOutliveTheWrapper() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let pid = try #require(try rig.slot(1, .running, admitting: true).process).pid
        let port = rig.port
        _ = try Client.ask(port, "/print/before")
        try rig.awaitLog("\nbefore\n")
        #expect(rig.log().contains("hello from \(pid)\n"))
        #expect(rig.log().contains("slot 1 started, pid \(pid), incarnation 1\n"))
        #expect(rig.log().split(separator: "\n").contains { $0.hasPrefix("slipway: ") })
        try rig.killWrapper()
        for number in 0..<200 {
            _ = try Client.ask(port, "/print/between-\(number)-\(String(repeating: "x", count: 700))")
        }
        #expect(!rig.log().contains("between-0-"))
        try rig.start()
        try rig.awaitLog("between-199-")
        let log = rig.log()
        for number in 0..<200 { #expect(log.contains("\nbetween-\(number)-")) }
        #expect(log.contains("slot 1 was taken over, pid \(pid), incarnation 1\n"))
        _ = try Client.ask(port, "/print/after")
        try rig.awaitLog("\nafter\n")
        #expect(rig.latest?.dropped == 0)
    }

    @Test func theLastWordsOfAProgramAreBeforeTheNoteOfItsEnd() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let pid = try #require(try rig.slot(1, .running, admitting: true).process).pid
        try rig.want([1: .stopped])
        try rig.slot(1, .stopped)
        let log = rig.log()
        let goodbye = try #require(log.firstRange(of: "goodbye from \(pid)\n"))
        let note = try #require(log.firstRange(of: "slot 1 ended with exit status 0"))
        #expect(goodbye.upperBound < note.lowerBound)
    }

    @Test func aLogThatCannotBeWrittenCostsLinesAndHoldsNobodyUp() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        // A folder in its place: no line can be written, as on a full disk.
        try Folders.make(rig.app + "/shared/logs/shop.log")
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        for _ in 0..<3 { #expect(try Client.ask(rig.port, "/print/lost") == slot.process?.pid) }
        // Four lines of the start, three of ours.
        try rig.status { $0.dropped >= 7 }
        try Folders.removeAll(rig.app + "/shared/logs/shop.log")
        _ = try Client.ask(rig.port, "/print/found")
        try rig.awaitLog("\nfound\n")
        _ = try Client.ask(rig.port, "/print/more")
        try rig.awaitLog("\nmore\n")
        #expect(rig.log().ranges(of: "lines were lost").count == 1)
        #expect(!rig.log().contains("\nlost\n"))
    }
}
