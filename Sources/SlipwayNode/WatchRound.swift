import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// What the steady watch remembers between two looks: which process it judges, what its checks have said, and what is
/// under way. It decides nothing itself: that is `WatchMachine`'s.
struct WatchRound {
    let desk: AppDesk
    let inbox: AskInbox
    private(set) var status: WrapperStatus?
    private(set) var results: [AppWatch.Seen] = []
    private(set) var machine: WatchMachine?
    /// Why the last process was ended, until its successor is up.
    var healed: String?
    private(set) var service: ServiceSpec?
    private(set) var generation = 0
    private(set) var incarnation = 0
    private var process: ProcessIdentity?
    /// Answers about another process than this one are thrown away.
    private(set) var serial = 0
    /// The process whose release was last looked at.
    private var looked: ProcessIdentity?
    private var prober: Prober?
    private var history = ProbeHistory()
    private var sight = WantSight()
    private var warmth = Warmth()
    private var archives = ArchiveSight()
    /// The latest end of each generation that was looked into.
    private var noticed: [Int: WrapperStatus.Exit] = [:]

    init(_ desk: AppDesk, _ inbox: AskInbox) {
        self.desk = desk
        self.inbox = inbox
    }

    /// What the judge of its gate lets serve has started.
    var hasStarted: Bool { (process != nil && process == judged) || machine?.hasStarted ?? true }
    /// The process that a gate or a trial has looked after.
    private var judged: ProcessIdentity?

    var nextDue: Int64 { status == nil ? .max : min(machine?.nextDue ?? .max, warmth.due) }

    /// A wrapper that has gone tells nothing; what was counted of its processes, which run on, stays.
    mutating func loseWrapper() { status = nil }

    mutating func see(_ new: WrapperStatus) {
        if let old = lastStatus {
            for it in SlotEvents.between(old, new) {
                desk.events.record(it.what, app: desk.name, generation: it.generation, pid: it.pid, it.detail)
            }
        }
        lastStatus = new
        status = new
        adoptSubject()
        noticeExits()
    }

    /// Of the wrapper before, too.
    private var lastStatus: WrapperStatus?

    mutating func act() {
        adoptSubject()
        for (serial, letter) in inbox.take() { read(letter, serial) }
        warmth.look(desk, service, status)
        guard machine != nil, status != nil else { return }
        let now = Clock.monotonic()
        let surroundings = surroundings
        if surroundings.isJudged { judged = process }
        apply(.seen(surroundings), now)
        if !hasStarted, let process, desk.watch?.hasProven(process) == true { apply(.proven, now) }
        ask(at: now)
        proveWhenWell()
        archives.look(desk, generation, slot)
        if healed != nil, let slot, isServing(slot), hasStarted, self.machine?.condemned == nil { healed = nil }
    }

    /// The one live slot that the wrapper shows.
    var slot: WrapperStatus.Slot? { status?.slot(generation) }

    private func isServing(_ slot: WrapperStatus.Slot) -> Bool { slot.ready && slot.admitting }

    private var surroundings: WatchMachine.Surroundings {
        let state = desk.ledger.state
        return WatchMachine.Surroundings(
            hasProcess: slot?.process != nil, isServing: slot.map(isServing) ?? false,
            // A generation under its gate or trial has a judge of its own.
            isJudged: state.open?.transaction.generation == generation, isHeld: state.isHeld)
    }

    private mutating func adoptSubject() {
        guard let status else { return }
        guard let live = sight.liveGeneration(desk), let slot = status.slot(live) else {
            if generation != 0 { forget() }
            return
        }
        let isSame = live == generation && slot.incarnation == incarnation
        let isOther = slot.process != nil && process != nil && slot.process != process
        if isSame, !isOther {
            if process == nil, slot.process != nil { adopt(live, slot) }
            return
        }
        if live != generation { healed = nil }
        adopt(live, slot)
    }

    private mutating func adopt(_ live: Int, _ slot: WrapperStatus.Slot) {
        if live != generation || service == nil { service = try? desk.generations.service(live) }
        generation = live
        incarnation = slot.incarnation
        process = slot.process
        if let process, process != looked {
            // Whoever has started it: a wrapper does so by itself, at a boot and after an end.
            looked = process
            desk.lookForDamage(live, thorough: false)
        }
        serial += 1
        results = []
        prober = service.map { Prober(desk.app, live, $0, slot.process) }
        history.follow(service?.health ?? [])
        // A process that began before this daemon has used up some of its time.
        let now = Clock.monotonic()
        machine = service.map {
            WatchMachine(
                $0.health, tellsStart: $0.sockets == .admitted, startTime: $0.start.deadline,
                begun: slot.process.map(ProcessTable.begun) ?? now, at: now)
        }
    }

    private mutating func forget() {
        (generation, incarnation, process, service, machine, prober) = (0, 0, nil, nil, nil, nil)
        serial += 1
        results = []
        healed = nil
    }
}

extension WatchRound {
    /// Each ask on a thread of its own, so that none holds up another, nor the watch.
    private mutating func ask(at now: Int64) {
        guard let prober, let service, var machine else { return }
        for index in machine.due(at: now) {
            let check = service.health[index]
            let isSuspicious = machine.isSuspicious(for: index)
            machine.apply(.asked(check: index), at: now)
            let (inbox, serial) = (inbox, serial)
            do {
                try Threads.start {
                    let result = prober.ask(check, suspicious: isSuspicious)
                    inbox.put(.answer(check: index, result, at: Clock.wall()), serial)
                }
            } catch {
                machine.apply(.unasked(check: index), at: now)
                desk.log("\(check.title) cannot be asked just now: \(error)")
            }
        }
        self.machine = machine
    }

    private mutating func read(_ letter: AskInbox.Letter, _ about: Int) {
        switch letter {
        case .answer(let check, let result, let at):
            guard about == serial, let service, service.health.indices.contains(check) else { return }
            history.note(check, result, incarnation: incarnation, at: at)
            note(AppWatch.Seen(check: service.health[check], result: result, since: at))
            // What is true around it is what it is now.
            let now = Clock.monotonic()
            if status != nil { apply(.seen(surroundings), now) }
            apply(.answered(check: check, result.verdict, detail: result.detail), now)
        case .evidence(let why, let subject, let evidence):
            end(why, subject, evidence, isSame: about == serial)
        }
    }

    private mutating func note(_ seen: AppWatch.Seen) {
        guard let index = results.firstIndex(where: { $0.check == seen.check }) else { return results.append(seen) }
        let since = results[index].result.verdict == seen.result.verdict ? results[index].since : seen.since
        results[index] = AppWatch.Seen(check: seen.check, result: seen.result, since: since)
    }

    private func proveWhenWell() {
        guard let machine, let slot, isServing(slot), slot.process != nil, machine.condemned == nil, machine.isWell,
            desk.isUnproven(generation)
        else { return }
        desk.prove(generation)
    }

    private mutating func apply(_ event: WatchMachine.Event, _ now: Int64) {
        guard var machine else { return }
        let news = machine.apply(event, at: now)
        self.machine = machine
        tell(news)
    }

    private mutating func tell(_ news: [WatchMachine.News]) {
        let pid = process?.pid
        func record(_ what: EventDocument.What, _ words: String) {
            desk.events.record(what, app: desk.name, generation: generation, pid: pid, words)
        }
        for one in news {
            switch one {
            case .unhealthy(let words): record(.unhealthy, words)
            case .healthy(let words): record(.healthy, words)
            case .alert(let words):
                record(.alert, words)
                desk.note("alert", words)
            case .alertOver(let words): record(.alertOver, words)
            case .sick(let words): desk.note("sick", words + "; held, so it is left alone")
            case .condemned(let why): examine(why)
            }
        }
    }
}

extension WatchRound {
    private var subject: IncidentKeeper.Subject {
        IncidentKeeper.Subject(
            generation: generation, incarnation: incarnation, process: process, service: service,
            release: desk.ledger.state.generations[generation]?.release.description, probes: history.text)
    }

    /// The evidence first, on a thread of its own and within its bound, since it is gone with the process.
    private mutating func examine(_ why: Condemnation) {
        let (desk, inbox, subject, serial) = (desk, inbox, subject, serial)
        ExitMarks(desk.app).expect(generation, incarnation: incarnation)
        do {
            try Threads.start { inbox.put(.evidence(why, subject, desk.incidents.examine(subject)), serial) }
        } catch {
            var none = Evidence()
            none.missing = ["everything: \(error)"]
            end(why, subject, none, isSame: true)
        }
    }

    /// The process is ended; its wrapper starts another. A fresh one is safe: the incarnation would not match.
    private mutating func end(
        _ why: Condemnation, _ subject: IncidentKeeper.Subject, _ evidence: Evidence, isSame: Bool
    ) {
        if isSame {
            guard !desk.ledger.state.isHeld else {
                machine?.apply(.spared, at: Clock.monotonic())
                if let heap = evidence.heap { try? Disk.unlink(heap) }
                return
            }
            do {
                try desk.link.send(
                    .signal(
                        generation: subject.generation, incarnation: subject.incarnation, number: SIGKILL,
                        reason: why.reason))
                healed = why.reason
                machine?.apply(.signalled, at: Clock.monotonic())
            } catch {
                desk.log("cannot end a sick process: \(error)")
                machine?.apply(.spared, at: Clock.monotonic())
            }
        }
        let desk = desk
        let keep = { @Sendable in desk.keep(why, subject, evidence) }
        do { try Threads.start(keep) } catch { keep() }
    }

    /// Ends that nobody asked for, those of generations under their gate or trial too.
    private mutating func noticeExits() {
        for slot in status?.slots ?? [] {
            let unasked = slot.exits.filter { !$0.wanted }
            guard let last = unasked.last, noticed[slot.generation] != last else { continue }
            noticed[slot.generation] = last
            let isOurs = slot.generation == generation
            let service = isOurs ? service : try? desk.generations.service(slot.generation)
            let release = desk.ledger.state.generations[slot.generation]?.release.description
            let (desk, probes) = (desk, isOurs ? history.text : ProbeHistory().text)
            let look = { @Sendable in
                for exit in unasked {
                    desk.note(
                        exit,
                        IncidentKeeper.Subject(
                            generation: slot.generation, incarnation: exit.incarnation, process: nil,
                            service: service, release: release, probes: probes))
                }
            }
            do { try Threads.start(look) } catch { desk.log("cannot look into an end: \(error)") }
        }
    }
}
