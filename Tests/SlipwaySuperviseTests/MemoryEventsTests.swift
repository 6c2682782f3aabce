import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct MemoryEventsTests {
    @Test func bothVersionsOfControlGroupsAreRead() throws {
        let folder = try TemporaryFolder("events")
        try folder.write("two/memory.events", "low 0\nhigh 0\nmax 31\noom 2\noom_kill 3\noom_group_kill 0\n")
        try folder.write("two/memory.max", "268435456\n")
        try folder.write("one/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n")
        try folder.write("one/memory.limit_in_bytes", "67108864\n")
        try folder.write("free/memory.events", "oom_kill 0\n")
        try folder.write("free/memory.max", "max\n")
        #expect(MemoryEvents(in: [folder("none"), folder("two")]) == .init(kills: 3, limit: 256 << 20))
        #expect(MemoryEvents(in: [folder("one")]) == .init(kills: 4, limit: 64 << 20))
        #expect(MemoryEvents(in: [folder("free")]) == .init(kills: 0, limit: nil))
        #expect(MemoryEvents(in: []) == .init())
    }

    @Test func theSentenceTellsWhoWasEndedAndWhy() {
        let start = MemoryEvents(kills: 1, limit: 256 << 20)
        func sentence(_ kills: Int, _ ending: Ending) -> String? {
            MemoryEvents(kills: kills, limit: 256 << 20).sentence(since: start, ending)
        }
        #expect(sentence(1, .signalled(9)) == nil)
        #expect(sentence(2, .signalled(9)) == "the kernel ended it: its memory limit of 256 MiB was used up")
        #expect(
            sentence(2, .exited(1)) == "the kernel ended a process of it: its memory limit of 256 MiB was used up")
        #expect(
            sentence(3, .exited(1)) == "the kernel ended processes of it: its memory limit of 256 MiB was used up")
    }
}
