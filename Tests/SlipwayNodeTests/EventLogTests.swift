import Glibc
import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct EventLogTests {
    private let folder: TemporaryFolder
    private var path: String { folder("events.jsonl") }

    init() throws { folder = try TemporaryFolder("events") }

    private func told(_ log: EventLog, _ count: Int = 1000) -> [String] {
        log.latest(count) { _ in true }.map { "\($0.sequence) \($0.what.rawValue) \($0.app ?? "-") \($0.detail)" }
    }

    @Test func whatAThreadOfItsOwnWritesIsThereForWhoeverLooks() throws {
        let log = EventLog(path)
        try log.startWriting()
        let follower = try log.follow()
        for number in 1...500 { log.record(.alert, app: "shop", "number \(number)") }
        #expect(log.latest(1000) { _ in true }.map(\.sequence) == Array(1...500))
        #expect(follower.arrived().map(\.detail) == (1...500).map { "number \($0)" })
        log.record(.heal, app: "shop", "the last")
        #expect(told(log).last == "501 heal shop the last")
    }

    @Test func eventsAreKeptInTheirOrder() throws {
        let log = EventLog(path)
        log.record(.daemonStarted, app: nil, "version 1")
        log.record(.started, app: "shop", generation: 3, pid: 77, "incarnation 1")
        #expect(told(log) == ["1 daemon-started - version 1", "2 started shop incarnation 1"])
        #expect(told(log, 1) == ["2 started shop incarnation 1"])
        let event = try #require(log.latest(1) { $0.app == "shop" }.first)
        #expect(event.generation == 3 && event.pid == 77 && event.at.hasSuffix("Z"))
        let lines = try Files.text(path).split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasPrefix(#"{"app":"shop","at":""#))
    }

    @Test func numbersGoOnAfterARestart() {
        EventLog(path).record(.heal, app: "shop", "one")
        EventLog(path).record(.heal, app: "shop", "two")
        #expect(told(EventLog(path)) == ["1 heal shop one", "2 heal shop two"])
    }

    @Test func theOlderHalfIsPutAsideAndStillRead() throws {
        let log = EventLog(path, most: 500)
        for number in 1...9 { log.record(.alert, app: "shop", "number \(number)") }
        #expect(Files.exists(path + ".1"))
        let sizes = try [path, path + ".1"].map { try Files.facts($0)?.size ?? 0 }
        #expect(sizes.allSatisfy { $0 < 700 })
        #expect(told(log).last == "9 alert shop number 9")
        #expect(told(log, 5) == (5...9).map { "\($0) alert shop number \($0)" })
        EventLog(path, most: 500).record(.alert, app: "shop", "number 10")
        #expect(told(log, 1) == ["10 alert shop number 10"])
    }

    @Test func numbersGoOnWhenTheFileWasJustPutAside() throws {
        EventLog(path).record(.alert, app: nil, "one")
        try Disk.rename(path, to: path + ".1")
        EventLog(path).record(.alert, app: nil, "two")
        #expect(told(EventLog(path)) == ["1 alert - one", "2 alert - two"])
    }

    @Test func aTornLineIsPassedOverAndCostsNoOther() throws {
        EventLog(path).record(.alert, app: nil, "one")
        try Disk.write(Array(#"{"app":"sh"#.utf8), to: try Disk.create(path, appending: true), path)
        let log = EventLog(path)
        log.record(.alert, app: nil, "two")
        log.record(.alert, app: nil, "three")
        #expect(told(log) == ["1 alert - one", "2 alert - two", "3 alert - three"])
    }

    @Test func whatCannotBeWrittenIsLostAndNothingElse() throws {
        let log = EventLog(folder("none/events.jsonl"))
        let follower = try log.follow()
        log.record(.alert, app: nil, "one")
        #expect(follower.arrived().map(\.detail) == ["one"])
        try Folders.make(folder("none"))
        log.record(.alert, app: nil, "two")
        #expect(told(log) == ["2 alert - two"])
    }

    @Test func followersAreWokenAndToldOnce() throws {
        let log = EventLog(path)
        log.record(.alert, app: nil, "before")
        let follower = try log.follow()
        #expect(!Waiting.until(readable: follower.wake.file.fd, deadline: 0))
        log.record(.alert, app: nil, "one")
        log.record(.alertOver, app: nil, "two")
        #expect(Waiting.until(readable: follower.wake.file.fd, deadline: 0))
        #expect(follower.arrived().map(\.detail) == ["one", "two"])
        #expect(!Waiting.until(readable: follower.wake.file.fd, deadline: 0))
        log.unfollow(follower)
        log.record(.alert, app: nil, "three")
        #expect(follower.arrived().isEmpty)
    }

    @Test func aDetailIsOneShortLine() {
        let log = EventLog(path)
        log.record(.exited, app: nil, "a\nb\u{1b}[2J" + String(repeating: "x", count: 5000))
        let detail = log.latest(1) { _ in true }.first?.detail ?? ""
        #expect(detail.hasPrefix("a?b?[2Jx") && detail.utf8.count < 2100)
    }

    @Test func aLinkInItsPlaceIsNotFollowed() throws {
        let other = try folder.write("other", "")
        try Disk.symlink(to: other, at: path)
        EventLog(path).record(.alert, app: nil, "one")
        #expect(try Files.text(other) == "")
    }
}

@Suite struct OfflineEventsTests {
    @Test func eventsAreReadWithoutADaemon() throws {
        let rig = try OfflineRig()
        let log = EventLog(rig.layout.events)
        log.record(.started, app: "shop", "one")
        log.record(.started, app: "other", "two")
        log.record(.exited, app: "shop", "three")
        func details(_ verb: NodeRequest.Verb) throws -> [String] {
            try rig.ask(verb).replies.compactMap { reply in
                if case .event(let event) = reply { return event.detail }
                return nil
            }
        }
        #expect(try details(.events(app: nil, since: nil, lines: 100, follow: false)) == ["one", "two", "three"])
        #expect(try details(.events(app: "shop", since: nil, lines: 100, follow: false)) == ["one", "three"])
        #expect(try details(.events(app: "shop", since: nil, lines: 1, follow: false)) == ["three"])
        let tomorrow = Clock.wall() + 86_400_000
        #expect(try details(.events(app: nil, since: tomorrow, lines: 100, follow: false)) == [])
        #expect(try details(.events(app: nil, since: tomorrow - 2 * 86_400_000, lines: 100, follow: false)).count == 3)
        #expect { try details(.events(app: "nobody", since: nil, lines: 9, follow: false)) } throws: {
            ($0 as? Refusal)?.code == .notFound
        }
        #expect { try details(.events(app: "shop", since: nil, lines: 9, follow: true)) } throws: {
            ($0 as? Refusal)?.code == .unreachable
        }
    }
}
