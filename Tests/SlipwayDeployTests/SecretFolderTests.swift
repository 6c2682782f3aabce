import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct SecretFolderTests {
    private let folder: TemporaryFolder
    private let layout: NodeLayout
    private let secrets: SecretFolder

    init() throws {
        folder = try TemporaryFolder("secret")
        layout = NodeLayout(root: folder("node"))
        secrets = SecretFolder(layout)
    }

    @Test func aSecretIsForItsOwnerOnly() throws {
        try secrets.set("db-password", Array("s3cret".utf8))
        #expect(try Files.facts(layout.secrets)?.mode == 0o700)
        #expect(try Files.facts(layout.secrets + "/db-password")?.mode == 0o600)
        #expect(try Files.text(layout.secrets + "/db-password") == "s3cret")
        #expect(try secrets.names == ["db-password"])
        try secrets.set("db-password", Array("other".utf8))
        #expect(try Files.text(layout.secrets + "/db-password") == "other")
    }

    @Test func manyWhoSetOneAtOnceEachSetItWhole() throws {
        let values = (0..<8).map { [UInt8](repeating: UInt8($0), count: 4096) }
        let failures = Mutex(0)
        let left = Mutex(values.count)
        let done = try WakeUp()
        for value in values {
            try Threads.start { [secrets] in
                for _ in 0..<20 {
                    do { try secrets.set("one", value) } catch { failures.withLock { $0 += 1 } }
                }
                left.withLock { $0 -= 1 }
                done.call()
            }
        }
        while left.withLock({ $0 }) > 0 {
            #expect(Waiting.until(readable: done.file.fd, deadline: Clock.monotonic() + 60_000))
            done.clear()
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(values.contains(try Files.read(layout.secrets + "/one")))
        #expect(try secrets.names == ["one"])
    }

    @Test func whatAKilledOneLeftGoesWithTheNextSet() throws {
        try secrets.set("a", [1])
        try folder.write("node/etc/secrets/.b", "half a sec", mode: 0o600)
        try secrets.set("c", [1])
        #expect(try Files.names(in: layout.secrets) == ["a", "c"])
    }

    @Test func removingNeedsOneThatIsThere() throws {
        try secrets.set("a", [1])
        try secrets.remove("a")
        #expect(try secrets.names == [])
        let refusal = #expect(throws: Refusal.self) { try secrets.remove("a") }
        #expect(refusal?.code == .notFound && refusal?.sentence == "there is no secret a")
    }

    @Test(arguments: ["", ".a", "-a", "a/b", "../a", "a b", String(repeating: "a", count: 101)])
    func otherNamesAreRefused(_ name: String) throws {
        #expect(throws: Refusal.self) { try secrets.set(name, [1]) }
        #expect(throws: Refusal.self) { try secrets.remove(name) }
        #expect(!Files.exists(layout.secrets))
    }

    @Test func emptyAndHugeOnesAreRefused() throws {
        #expect(throws: Refusal.self) { try secrets.set("a", []) }
        #expect(throws: Refusal.self) { try secrets.set("a", [UInt8](repeating: 1, count: 1 << 20 + 1)) }
        #expect(!Files.exists(layout.secrets))
    }

    /// Whichever change fails, the old value or the new one is there, and nothing else.
    @Test func aSecretIsWholeOrAsBefore() throws {
        try secrets.set("a", Array("old".utf8))
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let seen = DiskFaults.failing(number, below: layout.state, code: ENOSPC, dead: false) {
                try? secrets.set("a", Array("new".utf8))
            }
            if seen < number { asked = number }
            #expect(["old", "new"].contains(try Files.text(layout.secrets + "/a")))
            #expect(try Files.names(in: layout.secrets) == ["a"])
        }
        #expect(try Files.text(layout.secrets + "/a") == "new")
        #expect(number > 5)
    }
}
