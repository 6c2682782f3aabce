import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Brings the apps of a node back when its daemon begins.
extension Node {
    /// What runs on is looked after at once; what a boot of the host has ended is started in its `order:`, each order
    /// when the one before serves or has had its time.
    func bringBack(_ desks: [AppDesk]) throws {
        let known = desks.filter { $0.ledger.state.lastSeq > 0 }
        // Taken before any client is served, so that nobody gets in between.
        for desk in known { _ = desk.claim("its recovery") }
        let ended = known.filter(\.wasEndedByBoot)
        for desk in known where !ended.contains(where: { $0 === desk }) { try begin(desk) }
        if ended.isEmpty { return }
        let plan = BootPlan(ended.map { BootPlan.App(name: $0.name, order: $0.order) })
        try Threads.start { self.start(plan, ended) }
    }

    private func start(_ plan: BootPlan, _ desks: [AppDesk]) {
        for (index, group) in plan.groups.enumerated() {
            let members = desks.filter { group.contains($0.name) }
            for desk in members {
                if isEnding() {
                    desk.release()
                } else {
                    do { try begin(desk) } catch { desk.log("cannot be brought back: \(error)") }
                }
            }
            if index + 1 == plan.groups.count || isEnding() { continue }
            let begun = Clock.monotonic()
            for desk in members { desk.awaitReady(since: begun) { self.isEnding() } }
        }
    }

    private func begin(_ desk: AppDesk) throws {
        try Threads.start {
            if desk.ledger.state.isDeployed { return Recoverer.bringBack(desk) }
            self.finishRemoval(desk)
        }
    }
}

extension AppDesk {
    /// Something of it ran when the host went down.
    fileprivate var wasEndedByBoot: Bool {
        liveGeneration != nil && BootMark.wasPassed(app)
    }

    fileprivate var order: Int { service?.order ?? 0 }

    private var service: ServiceSpec? { liveGeneration.flatMap { try? generations.service($0) } }

    /// Until its live generation says that it is ready, at most its start deadline.
    fileprivate func awaitReady(since begun: Int64, _ isEnding: () -> Bool) {
        guard let generation = liveGeneration, let service else { return }
        let deadline = begun + Int64(service.start.deadline.milliseconds)
        while !isEnding(), Clock.monotonic() < deadline {
            // In slices, so that a daemon that is to end does.
            let slice = min(Clock.monotonic() + 1000, deadline)
            do {
                if try link.wait(until: slice, { $0.slot(generation)?.ready == true ? true : nil }) == true { return }
            } catch {
                return log("the apps of the next order do not wait for it: \(error)")
            }
        }
        if !isEnding() { log("is not ready in \(service.start.deadline), the apps of the next order are started") }
    }
}
