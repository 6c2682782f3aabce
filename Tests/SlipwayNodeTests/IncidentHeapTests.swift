import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@testable import SlipwayNode

@Suite struct IncidentHeapTests {
    private func rig() throws -> OfflineRig {
        let rig = try OfflineRig()
        try Folders.make(rig.app.slotLayout(3).temp)
        return rig
    }

    private func heap(_ rig: OfflineRig) -> IncidentHeap {
        IncidentHeap(rig.app, 3, ProcessIdentity(pid: 71, startTime: 1))
    }

    private static func write(_ dump: String) throws { try Disk.write([72], to: Disk.create(dump), dump) }

    @Test func aHeapIsOutOfTheWayBeforeTheProcessIsEnded() throws {
        let rig = try rig()
        var evidence = Evidence()
        heap(rig).gather(into: &evidence, within: 10_000) { dump, _ in try Self.write(dump) }
        // What a start does.
        try Folders.removeAll(rig.app.slotLayout(3).temp)
        let place = try #require(evidence.heap)
        #expect(evidence.missing == [] && place.hasPrefix(rig.app.incidents + "/"))
        #expect(try Files.facts(place)?.mode == 0o600)
        var incident = IncidentDocument(
            app: "shop", sequence: 0, kind: .condemned, cause: "hang", sentence: "hang", at: "", generation: 3,
            incarnation: 4, path: "")
        try IncidentFolder(rig.app).store(&incident, evidence)
        #expect(try Files.text(incident.path + "/heap.hprof") == "H")
    }

    @Test func oneThatCannotBeTakenIsASentence() throws {
        let rig = try rig()
        var evidence = Evidence()
        heap(rig).gather(into: &evidence, within: 10_000) { _, _ in }
        #expect(evidence.heap == nil && evidence.missing.count == 1)
        #expect(evidence.missing.first?.hasPrefix("heap.hprof: cannot rename ") == true)
        heap(rig).gather(into: &evidence, within: 10_000) { dump, _ in
            try Disk.symlink(to: "/etc/passwd", at: dump)
        }
        #expect(evidence.missing.last?.hasSuffix(" is no plain file") == true)
    }

    @Test func oneThatComesTooLateIsRemoved() throws {
        let rig = try rig()
        let late = Mutex(false)
        var evidence = Evidence()
        let go = try WakeUp()
        heap(rig).gather(into: &evidence, within: 50) { dump, _ in
            _ = Waiting.until(readable: go.file.fd, deadline: Clock.monotonic() + 20_000)
            try Self.write(dump)
            late.withLock { $0 = true }
        }
        #expect(evidence.heap == nil && evidence.missing == ["heap.hprof: it did not come in time"])
        go.call()
        let deadline = Clock.monotonic() + 10_000
        func isThere() -> Bool {
            let names = [rig.app.incidents, rig.app.slotLayout(3).temp].flatMap { (try? Files.names(in: $0)) ?? [] }
            return !late.withLock { $0 } || !Files.exists(rig.app.incidents) || !names.isEmpty
        }
        while isThere(), Clock.monotonic() < deadline { _ = poll(nil, 0, 10) }
        #expect(!isThere())
    }
}
