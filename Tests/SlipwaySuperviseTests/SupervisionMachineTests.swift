import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct SupervisionMachineTests {
    typealias Machine = SupervisionMachine

    static let policy = RestartPolicy(
        backoffFirst: .milliseconds(10), backoffMost: .milliseconds(40), resetAfter: .milliseconds(200), budget: 3,
        budgetWindow: .milliseconds(500))

    /// A machine together with the world it sees: how many processes there are, and what time it is.
    struct World: Hashable {
        var machine: Machine
        var processes = 0
        var now: Int64 = 0
        var starts = 0

        init() {
            machine = Machine()
            machine.policy = SupervisionMachineTests.policy
            machine.stopDeadline = 25
        }

        /// Performs what is due, as a runner does.
        mutating func perform() {
            var steps = 0
            while let action = machine.next(at: now) {
                steps += 1
                #expect(steps < 10, "it does not come to rest")
                if steps >= 10 { return }
                switch action {
                case .start:
                    processes += 1
                    starts += 1
                    machine.apply(.started(at: now))
                case .terminate: machine.apply(.terminated(at: now))
                case .kill: machine.apply(.killed)
                }
                check()
            }
        }

        func check() {
            #expect(processes == 0 || processes == 1, "two processes: \(machine)")
            #expect(machine.hasProcess == (processes == 1))
            if machine.state == .stopped { #expect(machine.wanted != .live) }
            if machine.state == .resting { #expect(machine.wanted == .live && machine.isHeld) }
            if case .waiting(let until, _) = machine.state {
                #expect(machine.wanted == .live && !machine.isHeld)
                #expect(until - now <= 40)
            }
        }
    }

    enum Move: Hashable, CaseIterable {
        case live, parked, stopped, hold, unhold, hurry, ready, exit, refuse, postpone, short, long
    }

    static func moved(_ world: World, _ move: Move) -> World? {
        var world = world
        switch move {
        case .live: world.machine.apply(.wanted(.live))
        case .parked: world.machine.apply(.wanted(.parked))
        case .stopped: world.machine.apply(.wanted(.stopped))
        case .hold: world.machine.apply(.held(true))
        case .unhold: world.machine.apply(.held(false))
        case .hurry: world.machine.apply(.hurried)
        case .ready:
            guard world.processes == 1 else { return nil }
            world.machine.apply(.ready)
        case .exit:
            guard world.processes == 1 else { return nil }
            world.processes = 0
            world.machine.apply(.exited(at: world.now, jitter: 500))
        case .refuse: world.machine.apply(.refused(at: world.now, jitter: 500))
        case .postpone: world.machine.apply(.postponed)
        case .short: world.now += 12
        case .long: world.now += 250
        }
        world.check()
        return world
    }

    @Test func everyHistoryKeepsThePromises() {
        var reached: Set<World> = [World()]
        for _ in 0..<6 {
            var next: Set<World> = []
            for world in reached {
                for move in Move.allCases {
                    guard var moved = Self.moved(world, move) else { continue }
                    let startsBefore = moved.starts
                    let wasStopped = world.machine.state == .stopped && world.machine.wanted == moved.machine.wanted
                    moved.perform()
                    moved.check()
                    if moved.machine.wanted == .stopped || wasStopped { #expect(moved.starts == startsBefore) }
                    let isSameWish = world.machine.wanted == moved.machine.wanted
                    if moved.machine.isHeld, isSameWish, move != .hurry, Self.hasEndedByItself(world, move) {
                        #expect(moved.starts == startsBefore, "restarted while held: \(world) \(move)")
                    }
                    next.insert(moved)
                }
            }
            for world in next { Self.stopEnds(world) }
            for world in next { Self.liveLeadsToAStart(world) }
            reached = next
        }
        #expect(reached.count > 500)
    }

    /// Its process is not there, or ends now, without that anybody has asked for it.
    static func hasEndedByItself(_ world: World, _ move: Move) -> Bool {
        switch world.machine.state {
        case .waiting, .resting: true
        case .running: move == .exit
        case .stopped, .due, .stopping, .killed: false
        }
    }

    /// From anywhere a stop ends within its deadline, with the process killed if need be.
    static func stopEnds(_ world: World) {
        var world = world
        let begun = world.now
        world.machine.apply(.wanted(.stopped))
        world.perform()
        if world.processes == 1 {
            world.now = world.machine.deadline ?? world.now
            world.perform()
            #expect(world.machine.state == .killed)
            #expect(world.now - begun <= 25)
            world.processes = 0
            world.machine.apply(.exited(at: world.now, jitter: 0))
        }
        world.perform()
        #expect(world.machine.state == .stopped && world.processes == 0)
    }

    /// From anywhere a wanted-live slot has a process at the latest after the longest pause.
    static func liveLeadsToAStart(_ world: World) {
        var world = world
        world.machine.apply(.held(false))
        world.machine.apply(.wanted(.live))
        world.perform()
        if world.machine.isEnding {
            world.processes = 0
            world.machine.apply(.exited(at: world.now, jitter: 0))
            world.perform()
            #expect(world.processes == 1, "after a wanted end it starts at once")
        }
        if let deadline = world.machine.deadline {
            #expect(deadline - world.now <= 40)
            world.now = deadline
            world.perform()
        }
        #expect(world.processes == 1)
    }

    @Test func whatEndsWhileItIsHeldRestsUntilItIsUnheldOrWantedAnew() {
        var world = World()
        world.machine.apply(.wanted(.live))
        world.machine.apply(.held(true))
        world.perform()
        #expect(world.starts == 1, "a wish is fulfilled under a hold as well")
        world.processes = 0
        world.machine.apply(.exited(at: 1, jitter: 0))
        world.now = 100_000
        world.machine.apply(.wanted(.live))
        world.perform()
        #expect(world.starts == 1 && world.machine.phase == .stopped && world.machine.deadline == nil)
        var unheld = world
        unheld.machine.apply(.held(false))
        unheld.perform()
        #expect(unheld.starts == 2)
        world.machine.apply(.wanted(.stopped))
        world.machine.apply(.wanted(.live))
        world.perform()
        #expect(world.starts == 2 && world.machine.isHeld)
    }

    @Test func aHoldEndsTheWaitForARestart() {
        var world = World()
        world.machine.apply(.wanted(.live))
        world.perform()
        world.processes = 0
        world.machine.apply(.exited(at: 0, jitter: 0))
        #expect(world.machine.phase == .waiting)
        world.machine.apply(.held(true))
        world.perform()
        #expect(world.starts == 1 && world.machine.phase == .stopped)
        world.machine.apply(.wanted(.parked))
        world.machine.apply(.held(false))
        world.perform()
        #expect(world.processes == 0, "a parked one that has ended by itself stays so")
    }

    @Test func aRefusedStartIsNotTriedAgainWhileItIsHeld() {
        var machine = Machine()
        machine.apply(.held(true))
        machine.apply(.wanted(.live))
        #expect(machine.next(at: 0) == .start)
        machine.apply(.refused(at: 0, jitter: 0))
        #expect(machine.next(at: 1 << 40) == nil)
        machine.apply(.held(false))
        #expect(machine.next(at: 0) == .start)
    }

    @Test func theFirstRestartIsAtOnceAndLaterOnesWaitLonger() {
        var world = World()
        world.machine.apply(.wanted(.live))
        world.perform()
        var pauses: [Int64] = []
        for _ in 0..<3 {
            world.processes = 0
            world.machine.apply(.exited(at: world.now, jitter: 0))
            let until = world.machine.deadline ?? -1
            pauses.append(until - world.now)
            world.now = until
            world.perform()
        }
        #expect(pauses == [0, 10, 20])
        #expect(world.machine.phase == .starting)
        world.processes = 0
        world.machine.apply(.exited(at: world.now, jitter: 0))
        #expect(world.machine.phase == .failed)
        #expect(world.machine.deadline == world.now + 40)
    }

    @Test func aParkedSlotIsStartedOnceAndNotAgainUntilItWasStoppedOrIsWantedLive() {
        var world = World()
        world.machine.apply(.wanted(.parked))
        world.perform()
        #expect(world.starts == 1)
        world.processes = 0
        world.machine.apply(.exited(at: 1, jitter: 0))
        world.machine.apply(.wanted(.parked))
        world.perform()
        #expect(world.starts == 1 && world.machine.phase == .stopped)
        world.machine.apply(.wanted(.stopped))
        world.machine.apply(.wanted(.parked))
        world.perform()
        #expect(world.starts == 2)
    }

    @Test func aCrashWhileALiveSlotIsBecomingParkedIsNotHealed() {
        var world = World()
        world.machine.apply(.wanted(.live))
        world.perform()
        world.machine.apply(.wanted(.parked))
        world.processes = 0
        world.machine.apply(.exited(at: 1, jitter: 0))
        world.perform()
        #expect(world.machine.phase == .stopped && world.starts == 1)
    }
}
