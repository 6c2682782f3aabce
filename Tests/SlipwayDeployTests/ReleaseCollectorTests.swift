import Glibc
import SlipwayBundle
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct ReleaseCollectorTests {
    private let rig: SwitchRig
    private var layout: NodeLayout { rig.layout }

    init() throws {
        rig = try SwitchRig(releases: 4)
        for bundle in rig.bundles { _ = try ReleaseInstaller(rig.layout).install(bundle) }
    }

    private func digest(_ index: Int) -> Digest { rig.bundles[index].manifestDigest }

    private func isWhole(_ index: Int) throws -> Bool {
        try ReleaseInspection.of(digest(index), in: layout).damaged.isEmpty
    }

    @Test func whatIsNeededStaysAndTheRestGoes() throws {
        let freed = try #require(try ReleaseCollector(layout).collect { [digest(1), digest(3)] })
        #expect(freed.releases == 2)
        // Of each: its own two files and the listing of them.
        #expect(freed.files == 6)
        #expect(freed.bytes > 0)
        #expect(try Files.names(in: layout.releases) == [digest(1).short, digest(3).short].sorted())
        #expect(try isWhole(1) && isWhole(3))
        #expect(try ReleaseCollector(layout).collect { [digest(1), digest(3)] } == .init())
        _ = try ReleaseInstaller(layout).install(rig.bundles[0])
        #expect(try isWhole(0))
    }

    /// By its links a content tells that somebody needs it.
    @Test func whatHasALinkElsewhereStaysUntilThatIsGone() throws {
        let objects = ObjectStore(layout.objects)
        let path = objects.path(Hash.of("run shop 1.1"), executable: true)
        #expect(Files.exists(path))
        try Disk.link(path, to: rig.folder("elsewhere"))
        let needed: Set<Digest> = [digest(1), digest(2), digest(3)]
        #expect(try ReleaseCollector(layout).collect { needed }?.files == 2)
        #expect(try Files.facts(path)?.links == 2)
        try Disk.unlink(rig.folder("elsewhere"))
        let freed = try #require(try ReleaseCollector(layout).collect { needed })
        #expect(freed.files == 1 && freed.bytes == 12 && freed.releases == 0)
        #expect(!Files.exists(path))
    }

    @Test func withNothingNeededNothingIsLeft() throws {
        try rig.folder.write("node/incoming/abc/file", "half a file")
        _ = try ReleaseCollector(layout).collect { [] }
        #expect(try Files.walk(layout.objects).isEmpty)
        #expect(try Files.walk(layout.releases).isEmpty)
        #expect(!Files.exists(layout.incoming))
    }

    @Test func nothingIsCollectedWhileAReleaseIsInstalled() throws {
        let lock = try FileLock(waitingFor: layout.installLock)
        let freed = try withExtendedLifetime(lock) { try ReleaseCollector(layout).collect { [] } }
        #expect(freed == nil)
        #expect(try isWhole(0))
    }

    @Test func aDamagedReleaseThatIsNeededStopsIt() throws {
        let listing = try #require(rig.bundles[0].manifest.layers.first?.annotations?[Annotation.tree])
        let tree = try #require(Digest(listing))
        try Disk.unlink(ObjectStore(layout.objects).path(tree))
        let refusal = #expect(throws: Refusal.self) { try ReleaseCollector(layout).collect { [digest(0)] } }
        #expect(refusal?.code == .badInput)
        #expect(try Files.names(in: layout.releases).count == 4)
        // One that nobody needs is no obstacle.
        #expect(try ReleaseCollector(layout).collect { [digest(1)] }?.releases == 3)
    }

    /// The disk refuses the n-th change, for every n; whatever is left, what is needed is whole and installs work.
    @Test func aCollectionThatFailsHarmsNothing() throws {
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let seen = DiskFaults.failing(number, below: layout.state, code: EIO, dead: true) {
                _ = try? ReleaseCollector(layout).collect { [digest(0)] }
            }
            if seen < number { asked = number }
            #expect(try isWhole(0))
            // Half a release counts as none, so it is installed whole.
            let again = try ReleaseInstaller(layout).install(rig.bundles[2])
            #expect(again.name.version == "1.3")
            #expect(try isWhole(2))
        }
        #expect(number > 10)
    }

    @Test func installsOfDifferentReleasesAtOnceStoreEachContentOnce() throws {
        _ = try ReleaseCollector(layout).collect { [] }
        let bundles = rig.bundles
        let layout = layout
        let threads = Joined(bundles.count) { index in _ = try ReleaseInstaller(layout).install(bundles[index]) }
        #expect(threads.failures == 0)
        for index in bundles.indices { #expect(try isWhole(index)) }
        // Two files and a listing of each; one file and a listing that all share.
        #expect(try Files.walk(layout.objects).filter { $0.facts.kind == .file }.count == 4 * 3 + 2)
        let shared = Hash.of("same in all")
        #expect(try Files.facts(ObjectStore(layout.objects).path(shared))?.links == 5)
    }

    /// Somebody collects without end while a row of deploys is made: each is well, and what is kept is whole.
    @Test func aCollectionBesideADeployTakesNothingThatIsNeeded() throws {
        _ = try ReleaseCollector(layout).collect { [] }
        let ledger = try rig.ledger()
        let layout = layout
        let counts = Mutex((done: 0, isOver: false))
        let idle = try WakeUp()
        try Threads.start {
            while !counts.withLock({ $0.isOver }) {
                sched_yield()
                let freed = (try? ReleaseCollector(layout).collect { Self.needed(ledger.state) }) ?? nil
                if freed != nil { counts.withLock { $0.done += 1 } }
            }
            idle.call()
        }
        for round in 0..<12 {
            let index = round % 4
            #expect(try rig.deploy(index, ledger) == .committed)
            let before = counts.withLock { $0.done }
            // One whole collection at rest, too.
            while counts.withLock({ $0.done }) < before + 2 { sched_yield() }
            for generation in ledger.state.generations.values {
                #expect(try ReleaseInspection.of(generation.digest, in: layout).damaged == [])
            }
            let old = ledger.state.generations.keys.filter { $0 < ledger.state.lastGeneration - 1 }
            for number in old { try ledger.append(.retired(generation: number)) }
        }
        counts.withLock { $0.isOver = true }
        #expect(Waiting.until(readable: idle.file.fd, deadline: Clock.monotonic() + 10_000))
    }

    /// The same with a disk that refuses one change of the deploy, now this, now that: what is kept is whole still.
    @Test func aCollectionAfterADeployThatFailedTakesNothingThatIsNeeded() throws {
        _ = try ReleaseCollector(layout).collect { [] }
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        var number = 1
        var failures = 0
        while true {
            let before = ledger.state.current
            let seen = DiskFaults.failing(number, below: layout.state, code: EIO, dead: false) {
                _ = try? rig.deploy(1, ledger)
            }
            if ledger.state.current == before { failures += 1 }
            let needed = Self.needed(ledger.state)
            #expect(needed.contains(digest(0)))
            #expect(try ReleaseCollector(layout).collect { needed } != nil)
            for digest in needed { #expect(try ReleaseInspection.of(digest, in: layout).damaged == []) }
            if seen < number { break }
            number += 5
        }
        #expect(failures > 5)
    }

    private static func needed(_ state: LedgerState) -> Set<Digest> {
        var needed = Set(state.generations.values.filter { $0.standing != .bad }.map(\.digest))
        if let open = state.open { needed.insert(open.transaction.digest) }
        return needed
    }
}
