import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct IncidentFolderTests {
    private func incident(_ rig: OfflineRig, _ cause: String = "hang") -> IncidentDocument {
        IncidentDocument(
            app: "shop", sequence: 0, kind: .condemned, cause: cause, sentence: "it was \(cause)",
            at: "2026-11-21T21:02:56Z", generation: 3, incarnation: 4, path: "")
    }

    /// One with a text, and with a heap where there is a `heap`.
    private func evidence(_ rig: OfflineRig, heap: String? = nil) throws -> Evidence {
        var evidence = Evidence()
        evidence.pieces = [("log.txt", [65])]
        if let heap {
            let dump = try rig.folder.write("node/apps/shop/generations/3/temp/dump", heap)
            evidence.heap = try IncidentFolder(rig.app).take(dump)
        }
        return evidence
    }

    @discardableResult
    private func stored(_ rig: OfflineRig, _ evidence: Evidence, _ cause: String = "hang") throws -> IncidentDocument {
        var incident = incident(rig, cause)
        try IncidentFolder(rig.app).store(&incident, evidence)
        return incident
    }

    @Test func ofHeapDumpsTheLatestAloneIsKept() throws {
        let rig = try OfflineRig()
        let folder = IncidentFolder(rig.app)
        for turn in 1...2 {
            try stored(rig, evidence(rig, heap: "heap \(turn)"))
            try folder.bound(ServiceSpec.Incidents())
        }
        let all = folder.all
        #expect(all.map { $0.pieces.map(\.name) } == [["log.txt"], ["log.txt", "heap.hprof"]])
        #expect(all[0].missing == ["heap.hprof: the latest heap dump alone is kept"])
        #expect(try Files.text(all[1].path + "/heap.hprof") == "heap 2")
        #expect(try Files.facts(all[1].path + "/heap.hprof")?.mode == 0o600)
        #expect(!Files.exists(all[0].path + "/heap.hprof"))
        #expect(try Files.names(in: rig.app.incidents) == ["1-hang", "2-hang"])
    }

    @Test func whatTheAppHasPutInItsPlaceIsNotTaken() throws {
        let rig = try OfflineRig()
        let temp = rig.app.slotLayout(3).temp
        try Folders.make(temp)
        try rig.folder.write("other", "not the app's")
        try Disk.symlink(to: "/etc/passwd", at: temp + "/link")
        try Disk.link(rig.folder("other"), to: temp + "/hard")
        try Disk.makeFIFO(temp + "/pipe")
        try Disk.makeFolder(temp + "/folder")
        for name in ["link", "hard", "pipe", "folder"] {
            #expect(throws: Refusal.self) { try IncidentFolder(rig.app).take(temp + "/" + name) }
        }
        #expect(throws: SystemError.self) { try IncidentFolder(rig.app).take(temp + "/gone") }
        #expect(try Files.names(in: rig.app.incidents) == [])
        #expect(try Files.text(rig.folder("other")) == "not the app's")
    }

    @Test func aHeapThatIsGoneIsMissingAndNoMore() throws {
        let rig = try OfflineRig()
        var evidence = try evidence(rig, heap: "heap")
        evidence.heap = rig.app.incidents + "/.new-gone"
        let incident = try stored(rig, evidence)
        #expect(incident.pieces.map(\.name) == ["log.txt"] && incident.missing.count == 1)
        #expect(incident.missing[0].hasPrefix("heap.hprof: cannot rename "))
        #expect(IncidentFolder(rig.app).all == [incident])
    }

    @Test(arguments: ["old heap", "own heap", "incident"])
    func onAFullDiskSomethingOlderMakesRoom(_ what: String) throws {
        let rig = try OfflineRig()
        let path = rig.app.incidents
        try stored(rig, evidence(rig), "first")
        try stored(rig, evidence(rig, heap: what == "old heap" ? "heap 1" : nil), "second")
        let more = try evidence(rig, heap: what == "own heap" ? "heap 2" : nil)
        let victim =
            switch what {
            case "old heap": path + "/2-second/heap.hprof"
            case "own heap": more.heap ?? ""
            case _: path + "/1-first/log.txt"
            }
        _ = try DiskFaults.full(below: path, when: { Files.exists(victim) }) { try stored(rig, more, "third") }
        let all = IncidentFolder(rig.app).all
        #expect(all.map(\.cause) == (what == "incident" ? ["second", "third"] : ["first", "second", "third"]))
        #expect(all.map { $0.pieces.map(\.name) } == all.map { _ in ["log.txt"] })
        let reason = what == "own heap" ? "there was no room for it" : "the latest heap dump alone is kept"
        let told = all.flatMap(\.missing)
        #expect(told == (what == "incident" ? [] : ["heap.hprof: " + reason]))
        // The last one is not given away.
        let left = try OfflineRig()
        try stored(left, evidence(left), "first")
        #expect(throws: SystemError.self) {
            try DiskFaults.full(below: left.app.incidents, when: { true }) { try stored(left, evidence(left)) }
        }
        #expect(IncidentFolder(left.app).all.map(\.cause) == ["first"])
    }

    @Test func aHeapGoesAlsoWhereNothingCanBeWritten() throws {
        let rig = try OfflineRig()
        for turn in 1...2 { try stored(rig, evidence(rig, heap: "heap \(turn)")) }
        try DiskFaults.full(below: rig.app.incidents, when: { true }) {
            try IncidentFolder(rig.app).bound(ServiceSpec.Incidents())
        }
        let all = IncidentFolder(rig.app).all
        #expect(!Files.exists(all[0].path + "/heap.hprof") && Files.exists(all[1].path + "/heap.hprof"))
        #expect(all[0].pieces.map(\.name) == ["log.txt"])
        #expect(all[0].missing == ["heap.hprof: the latest heap dump alone is kept"])
    }

    @Test func whatCannotBeReadCountsAndGoesInItsTurn() throws {
        let rig = try OfflineRig()
        for number in 1...3 {
            try rig.folder.write("node/apps/shop/incidents/\(number)-old/incident.json", "{")
            try rig.folder.write("node/apps/shop/incidents/\(number)-old/log.txt", "text")
        }
        try stored(rig, evidence(rig))
        let folder = IncidentFolder(rig.app)
        #expect(folder.count == 4 && folder.all.map(\.sequence) == [4])
        try folder.bound(ServiceSpec.Incidents(keep: 2))
        #expect(try Files.names(in: rig.app.incidents) == ["3-old", "4-hang"])
        try stored(rig, evidence(rig), "exit")
        try folder.bound(ServiceSpec.Incidents(keep: 2))
        #expect(try Files.names(in: rig.app.incidents) == ["4-hang", "5-exit"])
    }
}
