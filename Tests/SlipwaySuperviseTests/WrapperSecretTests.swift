import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperSecretTests {
    static let value = "correct-horse-battery"

    /// Every place of a root and of a process that has the value in it.
    static func leaks(_ rig: WrapperRig, pid: Int32?) throws -> [String] {
        var found: [String] = []
        for (path, facts) in try Files.walk(rig.temporary.path) where facts.kind == .file {
            let bytes = try Files.read(rig.temporary(path))
            if String(decoding: bytes, as: UTF8.self).contains(value) { found.append(path) }
        }
        for process in [pid, rig.wrapper?.pid].compactMap(\.self) {
            if try Files.text("/proc/\(process)/cmdline").contains(value) { found.append("cmdline of \(process)") }
        }
        return found
    }

    static func rig() throws -> WrapperRig {
        let rig = try WrapperRig()
        try rig.secret("db", value + "\n")
        try rig.plainGeneration(
            1, "inherited", overrides: ["db.password": "${secret:db}"],
            env: ["PASS": "${secret:db}", "KEY": "${secret-file:db}", "CONF": "${file:app.conf}"],
            files: ["app.conf": "#!/bin/sh\npass=${secret:db} port=${listen.http}\n"]
        ) {
            $0.nodeFiles = ["app.conf"]
            $0.secrets = ["db"]
        }
        return rig
    }

    @Test func aSecretIsInThePrivateRunFolderOnlyAndNowhereAfterAStop() throws {
        let rig = try Self.rig()
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        let seen = try rig.seen(1)
        #expect(seen.env["PASS"] == Self.value)
        #expect(try Files.text(try #require(seen.env["KEY"])) == Self.value + "\n")
        let conf = try #require(seen.env["CONF"])
        #expect(try Files.text(conf) == "#!/bin/sh\npass=\(Self.value) port=\(rig.port)\n")
        #expect(try Files.facts(conf)?.mode == 0o700)
        let run = "apps/shop/run/slots/1/"
        // The program has told its environment to a file of its own.
        let told = "apps/shop/generations/1/work/seen.json"
        let places = [
            "etc/secrets/db", told, run + "files/app.conf", run + "node.properties",
            run + "properties/ROOT.properties", run + "secrets/db",
        ]
        #expect(try Self.leaks(rig, pid: slot.process?.pid).sorted() == places.sorted())
        for place in places.dropFirst(2) {
            #expect(try #require(try Files.facts(rig.temporary(place))).mode & 0o077 == 0, "\(place)")
        }
        #expect(try Files.facts(rig.temporary(run + "secrets"))?.mode == 0o700)
        try rig.want([1: .stopped])
        try rig.slot(1, .stopped)
        #expect(try Self.leaks(rig, pid: nil).sorted() == [told, "etc/secrets/db"])
        #expect(!Files.exists(rig.temporary(run)))
    }

    @Test func aChangedSecretComesWithTheNextStart() throws {
        let rig = try Self.rig()
        try rig.want([1: .live])
        try rig.start()
        let first = try rig.slot(1, .running)
        #expect(try rig.seen(1).env["PASS"] == Self.value)
        try rig.secret("db", "another")
        try Disk.unlink(rig.app + "/generations/1/work/seen.json")
        kill(try #require(first.process).pid, SIGKILL)
        try rig.status { $0.slot(1)?.incarnation == 2 }
        #expect(try rig.seen(1).env["PASS"] == "another")
    }

    @Test func aSecretThatIsMissingIsNamedAndTheStartTriedAgain() throws {
        let rig = try Self.rig()
        try Disk.unlink(rig.temporary("etc/secrets/db"))
        let restart = RestartPolicy(backoffFirst: .milliseconds(10), backoffMost: .milliseconds(20), budget: 10_000)
        try rig.want([1: .live], restart: restart)
        try rig.start()
        let status = try rig.status { $0.slot(1)?.complaint != nil }
        let sentence = "cannot start shop 1.1: the secret db is not set on this node"
        #expect(status.slot(1)?.complaint == sentence)
        #expect(rig.log().contains(sentence))
        #expect(!Files.exists(rig.app + "/run/slots/1"))
        try rig.secret("db", Self.value)
        #expect(try rig.slot(1, .running).complaint == nil)
    }

    @Test func aSecretOnTheCommandLineIsRefused() throws {
        let rig = try Self.rig()
        try rig.generation(2, command: ["/bin/sleep", "${secret:db}"])
        try rig.want([2: .parked])
        try rig.start()
        let complaint = try #require(try rig.status { $0.slot(2)?.complaint != nil }.slot(2)?.complaint)
        #expect(complaint.contains("a command line is seen by every user of the host"))
        #expect(try Self.leaks(rig, pid: nil) == ["etc/secrets/db"])
    }

    @Test func theFolderOfSecretsCanBeNamed() throws {
        let rig = try Self.rig()
        try Disk.unlink(rig.temporary("etc/secrets/db"))
        try rig.temporary.write("elsewhere/db", "from elsewhere")
        rig.options = ["--secrets", rig.temporary("elsewhere")]
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running)
        #expect(try rig.seen(1).env["PASS"] == "from elsewhere")
    }

    @Test func aLinkIsNoSecret() throws {
        let rig = try Self.rig()
        try Disk.unlink(rig.temporary("etc/secrets/db"))
        try Disk.symlink(to: "/etc/hostname", at: rig.temporary("etc/secrets/db"))
        try rig.want([1: .parked])
        try rig.start()
        let complaint = try rig.status { $0.slot(1)?.complaint != nil }.slot(1)?.complaint
        #expect(complaint == "cannot read the secret db: it is no plain file")
    }

    /// No pause is kept once somebody has said again that it shall run.
    @Test func aStartAfterTheSecretIsSetDoesNotWait() throws {
        let rig = try Self.rig()
        try Disk.unlink(rig.temporary("etc/secrets/db"))
        try rig.want([1: .live], restart: RestartPolicy(backoffFirst: .seconds(600), backoffMost: .seconds(600)))
        try rig.start()
        let refused = try rig.slot(1, .waiting)
        #expect(refused.complaint?.contains("the secret db is not set") == true)
        try rig.secret("db", Self.value)
        try rig.send(.reload)
        try rig.want([1: .live], restart: RestartPolicy(backoffFirst: .seconds(600), backoffMost: .seconds(600)))
        // Whatever it says of the new wish is said after another try.
        let answer = try rig.status { $0.rev == 2 }
        #expect(answer.slot(1)?.complaint == nil && answer.slot(1)?.incarnation == 1)
    }
}
