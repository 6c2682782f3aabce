import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Lets the warm generation go when its time is over, or its process has ended.
struct Warmth {
    private var since: (generation: Int, at: Int64)?
    /// When it goes; later, when it could not be let go just now.
    private var end = Int64.max

    var due: Int64 { since == nil ? .max : end }

    mutating func look(_ desk: AppDesk, _ service: ServiceSpec?, _ status: WrapperStatus?) {
        guard let service, let warm = desk.ledger.state.warm else {
            since = nil
            return
        }
        let now = Clock.monotonic()
        if since?.generation != warm {
            since = (warm, now)
            end = now + Int64(service.switch.keepWarm.milliseconds)
        }
        let hasEnded = status?.slot(warm).map { $0.process == nil && $0.phase == .stopped } ?? false
        guard now >= end || hasEnded else { return }
        // Busy or a full disk: not now.
        end = now + 5000
        if desk.cool(warm, hasEnded ? "its process has ended" : "kept warm for \(service.switch.keepWarm)") {
            since = nil
        }
    }
}

/// Which generation is wanted live, read anew only when the wish was replaced.
struct WantSight {
    private var facts: FileFacts?
    private var live: Int?

    mutating func liveGeneration(_ desk: AppDesk) -> Int? {
        let now = (try? Files.facts(desk.app.want)) ?? nil
        if now == nil || now != facts {
            facts = now
            live = desk.liveGeneration
        }
        return live
    }
}
