import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// What a wrapper wrote last, put right by what /proc tells: whoever died at once with it could not say so.
enum StoredStatus {
    static func read(_ desk: AppDesk) -> WrapperStatus? {
        guard var status = last(desk.app) else { return nil }
        let isThisBoot = status.bootId == ProcessTable.bootId()
        func lives(_ process: ProcessIdentity) -> Bool {
            isThisBoot && ProcessTable.identity(of: process.pid) == process
        }
        if lives(status.wrapper) { return status }
        let isWanted = desk.ledger.state.wish == .running
        for index in status.slots.indices {
            if let process = status.slots[index].process, lives(process) { continue }
            let isLive = status.slots[index].generation == desk.liveGeneration
            status.slots[index].process = nil
            // A daemon that has just begun is about to start another wrapper; without one nobody does.
            status.slots[index].phase = isWanted && isLive && !desk.isWatched ? .failed : .stopped
        }
        if isWanted, !desk.isWatched {
            let isUp = status.slots.contains { $0.process != nil }
            status.trouble = "its wrapper does not run, so nothing starts it" + (isUp ? " again when it ends" : "")
        }
        status.listen = []
        return status
    }

    /// There is a process in that slot, now.
    static func runs(_ desk: AppDesk, _ generation: Int) -> Bool {
        guard let process = process(desk.app, generation) else { return false }
        return ProcessTable.identity(of: process.pid) == process
    }

    /// As its wrapper wrote it last; nil when nobody can read that.
    static func last(_ app: AppLayout) -> WrapperStatus? {
        (try? Files.read(app.status)).flatMap { try? JSONText.value(WrapperStatus.self, from: $0) }
    }

    /// The process of a slot as its wrapper wrote last, which may have ended since.
    static func process(_ app: AppLayout, _ generation: Int) -> ProcessIdentity? {
        guard let status = last(app), status.bootId == ProcessTable.bootId() else { return nil }
        return status.slot(generation)?.process
    }
}
