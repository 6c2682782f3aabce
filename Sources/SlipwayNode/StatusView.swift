import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Puts together what `status` tells of one app, from ledger, wrapper and watch.
enum StatusView {
    static func app(_ desk: AppDesk) -> StatusDocument.App {
        let state = desk.ledger.state
        let sight = desk.watch?.latest ?? AppWatch.Sight()
        let wrapper = sight.status ?? StoredStatus.read(desk)
        // On trial the new one serves, though the old one is current until the commit: what is told is what serves.
        let shown = state.wish == .running || state.open != nil ? desk.liveGeneration ?? state.current : state.current
        let slot = shown.flatMap { wrapper?.slot($0) }
        let isUp = slot?.process.map { sight.hasStarted || desk.watch?.hasProven($0) == true } ?? false
        let isSick = sight.condemned != nil || sight.suspicion != nil
        let word = StatusWord.of(state, slot, isSick: isSick, isUp: isUp)
        var view = StatusDocument.App(name: desk.name, state: word)
        if let shown, let generation = state.generations[shown] {
            view.generation = shown
            view.release = generation.release.description
            view.version = generation.release.version
            view.digest = generation.digest
            tellTrust(&view, generation, desk)
        }
        view.pid = slot?.process?.pid
        view.since = slot.map { Clock.text($0.since) }
        view.restarts = slot?.restarts ?? 0
        view.switch = state.lastMode?.rawValue
        view.switchReason = state.lastMode.map { _ in state.lastModeReason ?? "as its recipe says" }
        let service = shown.flatMap { try? desk.generations.service($0) }
        view.metrics = desk.usage.metrics(slot?.process, isJava: service?.runtime != .exec)
        view.listen = (wrapper?.listen ?? []).map { StatusDocument.Listening(name: $0.name, port: $0.port) }
        // What opens its sockets itself is believed once its checks have passed.
        if let service, service.sockets == .own, isUp {
            view.listen = service.listen.map { StatusDocument.Listening(name: $0.name, port: $0.port) }
        }
        view.health = probes(service, slot?.process == nil ? AppWatch.Sight() : sight)
        view.warm = state.warm.flatMap { wrapper?.slot($0)?.process == nil ? nil : $0 }
        view.wrapperPid = wrapper?.wrapper.pid
        view.held = state.isHeld
        view.pinned = state.pinned.sorted()
        view.unenforced = slot?.unenforced ?? []
        if let service { view.order = service.order }
        if let open = state.open {
            view.underWay = "\(open.transaction.kind.rawValue) of \(open.transaction.release): \(step(open, desk))"
        }
        view.alerts = (slot?.process == nil ? [] : sight.alerts) + desk.damage.alerts(of: view.digest)
        let incidents = IncidentFolder(desk.app)
        view.incidents = incidents.count
        view.lastIncident = incidents.latest.map { "\($0.sequence), \($0.at): \($0.sentence)" }
        view.logLost = wrapper?.dropped ?? 0
        view.warmStart = shown.flatMap { WarmStartView.document(desk, $0, slot) }
        view.cause = cause(state, slot, sight, wrapper, word)
        return view
    }

    /// What was let pass for this very generation, and why else its release is believed.
    private static func tellTrust(
        _ view: inout StatusDocument.App, _ generation: LedgerState.Generation, _ desk: AppDesk
    ) {
        view.trust = TrustRecord.read(generation.digest, in: desk.configuration.layout)
        guard let grant = generation.grant else { return }
        view.trust = view.trust ?? ReleaseTrust(key: nil, keyName: nil, sequence: nil, accepted: [])
        view.trust?.accepted = grant.accepted
        view.acceptedBy = grant.by
        view.acceptedAt = Clock.text(grant.at)
    }

    static func unreadable(_ name: String, _ why: Refusal) -> StatusDocument.App {
        var view = StatusDocument.App(name: name, state: "failed")
        view.cause = why.sentence
        return view
    }

    private static func cause(
        _ state: LedgerState, _ slot: WrapperStatus.Slot?, _ sight: AppWatch.Sight, _ wrapper: WrapperStatus?,
        _ word: String
    ) -> String? {
        if let reason = sight.condemned ?? sight.suspicion { return reason }
        if let trouble = wrapper?.trouble { return trouble }
        if let complaint = slot?.complaint { return complaint }
        if let healed = sight.healed, word != "active" { return "restarted: \(healed)" }
        let isLeft = state.isHeld && state.wish == .running && slot?.process == nil
        if let slot, slot.phase == .waiting || slot.phase == .failed || isLeft, let exit = slot.exits.last {
            return ExitReason.of(exit).reason
        }
        if !sight.alerts.isEmpty, slot?.process != nil { return sight.alerts.joined(separator: "; ") }
        if let bad = state.generations.values.max(by: { $0.number < $1.number }), bad.standing == .bad {
            return "\(bad.release) was taken back: \(bad.reason ?? "no reason known")"
        }
        return nil
    }

    private static func probes(_ service: ServiceSpec?, _ sight: AppWatch.Sight) -> [StatusDocument.Probe] {
        (service?.health ?? []).map { check in
            let seen = sight.probes.first { $0.check == check }
            var probe = StatusDocument.Probe(
                probe: check.title, verdict: seen?.result.verdict.rawValue ?? "no data",
                detail: seen?.result.detail ?? "not asked yet")
            probe.took = seen?.result.took
            probe.since = seen.map { Clock.text($0.since) }
            return probe
        }
    }

    private static func step(_ open: LedgerState.Open, _ desk: AppDesk) -> String {
        func own(_ number: Int, _ command: (SwitchStep) -> [String]?) -> String {
            let steps = (try? desk.generations.spec(open.transaction.generation).steps) ?? []
            let words = steps.indices.contains(number - 1) ? command(steps[number - 1]) : nil
            return "step \(number)" + (words.map { ", " + $0.joined(separator: " ") } ?? "")
        }
        return switch open.machine.state {
        case .forward(.step(let number)): own(number) { $0.do }
        case .back(.step(let number), _, _): "undoing " + own(number) { $0.undo }
        case .forward(let rung): rung.rawValue
        case .back(let rung, _, _): "undoing \(rung.rawValue)"
        case .finished: "ending"
        }
    }
}
