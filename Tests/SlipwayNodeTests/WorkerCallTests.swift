import SlipwayModel
import SlipwayNode
import Testing

@Suite struct WorkerCallTests {
    @Test(arguments: WorkerCall.Task.allCases)
    func itsWordsAreReadAsTheyWereMeant(_ task: WorkerCall.Task) throws {
        let digest = Digest(bytes: [UInt8](repeating: 5, count: 32))
        var bounds = WorkerBounds(bundle: 0)
        (bounds.memory, bounds.processor) = (7, 9)
        let full = WorkerCall(
            task, root: "/a node", development: "/keys/development.pub", accepting: [.older, .unknownKey],
            expecting: digest, bounds: bounds, offset: 8192)
        #expect(try WorkerCall(full.words) == full)
        let plain = WorkerCall(task, root: nil, bounds: WorkerBounds(bundle: 0))
        #expect(try WorkerCall(plain.words) == plain)
    }

    @Test(arguments: [
        [], ["sing"], ["verify", "--root"], ["verify", "--accept", "altered"], ["verify", "--expecting", "sha256:x"],
        ["verify", "--memory", "much"], ["verify", "--wall", "1"], ["verify", "root"],
        ["verify", "--offset", "-1"], ["install", "--offset", "far"],
    ])
    func whatTheDaemonWouldNotSayIsRefused(_ words: [String]) {
        let refusal = #expect(throws: Refusal.self) { try WorkerCall(words) }
        #expect(refusal?.code == .usage)
    }

    @Test func itsTimeGrowsWithTheBundle() {
        let small = WorkerBounds(bundle: 1000)
        let large = WorkerBounds(bundle: 200 << 20)
        #expect(small.processor == 60 && small.wall == 300)
        #expect(large.processor == 260 && large.wall == 1100 && large.memory == small.memory)
        // A sparse file may claim any size.
        #expect(WorkerBounds(bundle: .max).wall < 1 << 32 && WorkerBounds(bundle: -1) == WorkerBounds(bundle: 0))
    }
}
