import SlipwayObserve
import Testing

@Suite struct DeadlockTests {
    private static let dump = """
        2026-11-21 21:02:56
        Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6):

        "main" #1 prio=5 os_prio=0 waiting on condition

        Found one Java-level deadlock:
        =============================
        "left":
          waiting to lock monitor 0x00007f1 (object 0x00000000ff, a java.lang.Object),
          which is held by "right"

        "right":
          waiting to lock monitor 0x00007f2 (object 0x00000000fe, a java.lang.Object),
          which is held by "left"

        Java stack information for the threads listed above:
        ===================================================
        "left":
        \tat Knot.run(Knot.java:5)

        Found 1 deadlock.
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    @Test func itsThreadsAreNamedOnce() {
        #expect(Deadlock.all(in: Self.dump) == [["left", "right"]])
        #expect(Deadlock.all(in: Self.dump + Self.dump) == [["left", "right"], ["left", "right"]])
    }

    @Test func aDumpWithoutOneHasNone() {
        #expect(Deadlock.all(in: []) == [])
        #expect(Deadlock.all(in: ["Found one Java-level deadlock:", "====", "\"", "\":", "junk"]) == [])
        #expect(Deadlock.all(in: ["Found one Java-level deadlock:", "\"\":"]) == [[""]])
        #expect(Deadlock.all(in: Array(Self.dump.prefix(4))) == [])
    }
}

@Suite struct DeadlockMachineTests {
    private static let knot = ["Found one Java-level deadlock:", "\"a\":", "\"b\":", "Java stack information"]

    @Test func withoutASuspicionThereIsNoDump() {
        var machine = DeadlockMachine()
        for time in stride(from: Int64(0), to: 600_000, by: 10_000) {
            let want1 = machine.wantsDump(threads: 40, suspicious: false, at: time)
            #expect(!want1)
        }
        #expect(machine.verdict == (.pass, "no suspicion"))
    }

    @Test func aFailedCheckIsASuspicionEveryFiveSeconds() {
        var machine = DeadlockMachine()
        let want2 = machine.wantsDump(threads: nil, suspicious: true, at: 0)
        #expect(want2)
        machine.apply(.success([]), threads: nil, at: 0)
        #expect(machine.verdict == (.pass, "no deadlock"))
        let want3 = machine.wantsDump(threads: nil, suspicious: true, at: 4999)
        #expect(!want3)
        let want4 = machine.wantsDump(threads: nil, suspicious: true, at: 5000)
        #expect(want4)
    }

    @Test(arguments: [(40, 49, false), (40, 50, true), (100, 124, false), (100, 125, true), (40, 10, false)])
    func manyMoreThreadsAreASuspicion(before: Int64, now: Int64, wants: Bool) {
        var machine = DeadlockMachine()
        let want5 = machine.wantsDump(threads: before, suspicious: false, at: 0)
        #expect(!want5)
        let want6 = machine.wantsDump(threads: now, suspicious: false, at: 10)
        #expect(want6 == wants)
    }

    @Test func threadsAreCountedFromTheLatestDump() {
        var machine = DeadlockMachine()
        _ = machine.wantsDump(threads: 40, suspicious: false, at: 0)
        machine.apply(.success([]), threads: 60, at: 0)
        let want7 = machine.wantsDump(threads: 70, suspicious: false, at: 20_000)
        #expect(!want7)
        let want8 = machine.wantsDump(threads: 80, suspicious: false, at: 9999)
        #expect(!want8)
        let want9 = machine.wantsDump(threads: 80, suspicious: false, at: 10_000)
        #expect(want9)
    }

    @Test func oneThatWasFoundIsLookedForAgain() {
        var machine = DeadlockMachine()
        machine.apply(.success(Self.knot), threads: 40, at: 0)
        machine.rest()
        #expect(machine.verdict == (.fail, "deadlock of 2 threads: a, b"))
        let want10 = machine.wantsDump(threads: 40, suspicious: false, at: 4000)
        #expect(!want10)
        let want11 = machine.wantsDump(threads: 40, suspicious: false, at: 5000)
        #expect(want11)
        machine.apply(.success([]), threads: 40, at: 5000)
        #expect(machine.verdict == (.pass, "no deadlock"))
    }

    @Test func aVMThatCannotBeAskedIsNotAskedForEver() {
        struct Mute: Error {}
        var machine = DeadlockMachine()
        machine.apply(.failure(Mute()), threads: 40, at: 0)
        #expect(machine.verdict.verdict == .noData)
        let want12 = machine.wantsDump(threads: 40, suspicious: false, at: 60_000)
        #expect(!want12)
        machine.rest()
        #expect(machine.verdict == (.pass, "no suspicion"))
    }

    @Test func longAndStrangeNamesAreShortened() {
        let names = (1...8).map { "\($0)" + String(repeating: "x", count: 100) }
        let words = Deadlock.words([names, ["e\u{1b}[31m"]])
        #expect(words.hasPrefix("2 deadlocks of 9 threads: 1xxx"))
        #expect(words.hasSuffix(" and 3 more"))
        #expect(words.utf8.count < 450)
    }

    @Test func countsThatCannotBeDoNotTrap() {
        for (before, now) in [(Int64.min, Int64.max), (.max, .min), (0, .min), (.min, 0)] {
            var machine = DeadlockMachine()
            _ = machine.wantsDump(threads: before, suspicious: false, at: 0)
            let wants = machine.wantsDump(threads: now, suspicious: false, at: 20_000)
            #expect(wants == (now > before && now >= 0 && before < 0))
        }
    }
}
