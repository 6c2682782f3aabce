import SlipwayObserve
import Testing

@Suite struct PerfCountersTests {
    private static func sample(little: Bool = true) -> PerfBytes {
        var sample = PerfBytes(little: little)
        sample.add("java.threads.live", 45)
        sample.add("sun.gc.collector.0.name", "G1 young collection pauses")
        sample.add("sun.gc.collector.0.time", -1)
        return sample
    }

    @Test(arguments: [true, false])
    func numbersAndTextsAreReadInBothByteOrders(little: Bool) throws {
        let counters = try PerfCounters(Self.sample(little: little).bytes)
        #expect(
            counters.values == [
                "java.threads.live": .number(45), "sun.gc.collector.0.time": .number(-1),
                "sun.gc.collector.0.name": .text("G1 young collection pauses"),
            ])
        #expect(counters.stamp == 7)
    }

    @Test func whatIsNoPerfDataIsRefused() {
        #expect(throws: PerfCounters.Fault.notPerfData) { try PerfCounters([]) }
        #expect(throws: PerfCounters.Fault.notPerfData) { try PerfCounters([UInt8](repeating: 0xca, count: 64)) }
        #expect(throws: PerfCounters.Fault.anotherVersion(1)) { try PerfCounters(PerfBytes(version: 1).bytes) }
        #expect(throws: PerfCounters.Fault.notReady) { try PerfCounters(PerfBytes(accessible: 0).bytes) }
    }

    @Test func aFileThatEndsAnywhereNeverTellsMoreThanTheWholeOne() throws {
        let bytes = Self.sample().bytes
        let whole = try PerfCounters(bytes).values
        for count in 0..<bytes.count {
            guard let cut = try? PerfCounters(Array(bytes[..<count])) else { continue }
            #expect(cut.values.allSatisfy { whole[$0.key] == $0.value }, "cut at \(count)")
            #expect(cut.values.count < whole.count)
        }
    }

    @Test func everyByteMayLie() {
        let bytes = Self.sample().bytes
        for place in bytes.indices {
            for lie in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                var lying = bytes
                lying[place] = lie
                let counters = try? PerfCounters(lying)
                #expect((counters?.values.count ?? 0) <= 3)
            }
        }
    }

    @Test func lengthsAndOffsetsThatLieLeaveTheirEntryOut() throws {
        // Of the first entry, which begins at 32: its length, the name's offset, its elements, the data's offset.
        for place in [32, 36, 40, 48] {
            for lie in [UInt64(0), 1, 19, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] {
                var sample = Self.sample()
                sample.put(lie, 4, at: place)
                let live = try PerfCounters(sample.bytes).number("java.threads.live")
                #expect(live != 45 || (place == 40 && lie == 0), "\(lie) at \(place)")
            }
        }
    }

    @Test func entriesThatAreNotThereAreNotLookedFor() throws {
        var sample = Self.sample()
        sample.put(0x7fff_ffff, 4, at: 28)
        #expect(try PerfCounters(sample.bytes).values.count == 3)
        sample.put(0x7fff_fff0, 4, at: 24)
        #expect(try PerfCounters(sample.bytes).values.isEmpty)
    }

    @Test func randomBytesNeverTrap() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var bytes = PerfBytes().bytes
            for _ in 0..<Int.random(in: 0...200, using: &random) { bytes.append(.random(in: 0...255, using: &random)) }
            for _ in 0..<8 {
                bytes[.random(in: 8..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = try? PerfCounters(bytes)
        }
    }

    @Test(arguments: [Int64.min, -1, 10_000_001, .max])
    func countsThatCannotBeAreNone(count: Int64) throws {
        var sample = PerfBytes()
        for name in ["java.threads.live", "java.cls.loadedClasses", "java.cls.unloadedClasses"] {
            sample.add(name, count)
        }
        let counters = try PerfCounters(sample.bytes)
        #expect(counters.liveThreads == nil)
        #expect(counters.classes == nil)
    }

    @Test func classesAreThoseThatAreStillLoaded() throws {
        var sample = PerfBytes()
        sample.add("java.cls.loadedClasses", 700)
        sample.add("java.cls.sharedLoadedClasses", 50)
        sample.add("java.cls.unloadedClasses", 100)
        #expect(try PerfCounters(sample.bytes).classes == 650)
    }
}
