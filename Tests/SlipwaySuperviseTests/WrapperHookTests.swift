import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperHookTests {
    static let hook = "hooks/x.sh"

    @Test func theHookRunsBeforeTheProgramWhichKeepsItsNumber() throws {
        let rig = try WrapperRig()
        let script = """
            #!/bin/sh
            echo "hook in $(pwd -P) with $WORD, sockets ${LISTEN_FDS-none}"
            ls /proc/self/fd | tr '\\n' ' ' > "$HOME/descriptors"
            test ! -e "$HOME/seen.json" && echo $$ > "$HOME/hooked"
            """
        try rig.plainGeneration(1, "inherited", env: ["WORD": "${node.name}"], files: [Self.hook: script]) {
            $0.hooks.preStart = Self.hook
        }
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        let seen = try rig.seen(1)
        #expect(seen.pid == slot.process?.pid)
        #expect(seen.env["LISTEN_PID"] == "\(seen.pid)")
        #expect(seen.env["WORD"] == "test-node")
        // What the step before it had open is closed: 0 to 2, one socket, the listing's own.
        #expect(seen.descriptors == ["0", "1", "2", "3", "4"])
        let work = rig.app + "/generations/1/work"
        #expect(Files.exists(work + "/hooked"))
        #expect(try Files.text(work + "/descriptors") == "0 1 2 3 ")
        try rig.awaitLog("hook in \(rig.temporary("releases/1")) with test-node, sockets none")
        #expect(try Client.ask(rig.port) == seen.pid)
        #expect(try Files.text("/proc/\(seen.pid)/cmdline").contains("plain.py"))
        #expect(try !Files.text("/proc/\(seen.pid)/environ").contains("SWIFT"))
    }

    @Test func aProgramThatSpeaksIsStartedTheSameWay() throws {
        let rig = try WrapperRig()
        try rig.generation(1, files: [Self.hook: "#!/bin/sh\nexit 0\n"]) { $0.hooks.preStart = Self.hook }
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        #expect(try Client.ask(rig.port) == slot.process?.pid)
        #expect(slot.privatePort != nil)
        // A broken pipe ends it as it ends any program: nothing is inherited of how the step before it took signals.
        let pid = try #require(slot.process).pid
        let ignored = try Files.text("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("SigBlk") }
        #expect(ignored?.hasSuffix("\t0000000000000000") == true)
    }

    @Test(arguments: [
        ("inherited", "exit 3", "ended with exit status 3"), ("speaks", "kill -9 $$", "ended with signal 9"),
    ])
    func aHookThatFailsIsNamedAndNothingIsStarted(kind: String, script: String, ending: String) throws {
        let rig = try WrapperRig()
        let files = [Self.hook: "#!/bin/sh\necho oh no\nsleep 1000 &\n\(script)\n"]
        if kind == "speaks" {
            try rig.generation(1, files: files) { $0.hooks.preStart = Self.hook }
        } else {
            try rig.plainGeneration(1, kind, files: files) { $0.hooks.preStart = Self.hook }
        }
        try rig.want([1: .parked])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.exits.isEmpty == false && $0.slot(1)?.phase == .stopped }
        let slot = try #require(status.slot(1))
        #expect(slot.complaint == "the pre-start hook \(Self.hook) \(ending)")
        #expect(slot.exits.map(\.how) == ["exit status 125"])
        #expect(!slot.ready && !slot.admitting)
        #expect(!Files.exists(rig.app + "/generations/1/work/seen.json"))
        #expect(!Files.exists(rig.app + "/run/slots/1"))
        try rig.awaitLog("oh no")
    }

    @Test func aHookOrAProgramThatIsNotThereIsNamed() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited") { $0.hooks.preStart = "hooks/none" }
        try rig.generation(2, command: ["bin/none"], files: [Self.hook: "#!/bin/sh\n"]) {
            $0.sockets = .own
            $0.hooks.preStart = Self.hook
        }
        try rig.want([1: .parked, 2: .parked])
        try rig.start()
        let status = try rig.status { $0.slots.allSatisfy { !$0.exits.isEmpty } }
        let sentence = "the pre-start hook hooks/none cannot be started: no such file or directory"
        #expect(status.slot(1)?.complaint == sentence)
        let program = rig.temporary("releases/2/bin/none")
        #expect(status.slot(2)?.complaint == "cannot start \(program): no such file or directory")
    }

    @Test func aHookThatTakesTooLongIsGivenUp() throws {
        let folder = try TemporaryFolder("launcher")
        try Disk.makeFIFO(folder("reply"))
        let pipe = try FIFO.open(folder("reply"))
        let rig = try WrapperRig()
        try rig.program("hooks/x.sh", "#!/bin/sh\nsleep 1000\n")
        let call = LauncherCall(
            release: rig.temporary.path, hook: Self.hook, reply: folder("reply"), isSilent: true,
            deadline: .milliseconds(100), path: "/bin/true", arguments: [])
        let launcher = try ChildProcess.launch(
            LaunchRequest(
                path: try Files.real(try #require(WrapperRig.program)), arguments: call.words, environment: [:],
                newSession: true))
        var entry = pollfd(fd: launcher.pidfd.fd, events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, 60_000) == 1)
        // As a wrapper does.
        launcher.signalGroup(SIGKILL)
        #expect(launcher.ending(within: 60_000) == .exited(125))
        var room = [UInt8](repeating: 0, count: 4096)
        let count = try room.withUnsafeMutableBytes { try pipe.read(into: $0) }
        let line = String(decoding: room[..<count], as: UTF8.self)
        #expect(line == "failed the pre-start hook \(Self.hook) was not done in 100ms\n")
    }

    @Test func aStopDuringTheHookEndsItToo() throws {
        let rig = try WrapperRig()
        let script =
            "#!/bin/sh\nsleep 1000 &\necho $! > \"$HOME/child.new\"; mv \"$HOME/child.new\" \"$HOME/child\"\nwait\n"
        try rig.plainGeneration(1, "inherited", files: [Self.hook: script]) { $0.hooks.preStart = Self.hook }
        try rig.want([1: .live])
        try rig.start()
        let path = rig.app + "/generations/1/work/child"
        let deadline = Clock.monotonic() + WrapperRig.patience
        while !Files.exists(path), Clock.monotonic() < deadline { poll(nil, 0, 5) }
        let child = try #require(Int32(try Files.text(path).filter(\.isNumber)))
        let held = try #require(ProcessTable.identity(of: child).flatMap(ChildProcess.adopt))
        #expect(rig.latest?.slot(1)?.phase == .starting)
        // A successor knows that it is not the program yet.
        try rig.killWrapper()
        try rig.start()
        #expect(try rig.slot(1, .starting).ready == false)
        try rig.want([1: .stopped])
        try rig.slot(1, .stopped)
        #expect(held.ending(within: 10_000) != nil)
    }

    @Test func theCommandLineComesBackAsItWas() {
        let call = LauncherCall(
            release: "/r", hook: "h", reply: "/f", isSilent: false, path: "/bin/x", arguments: ["a b", "", "--"])
        #expect(LauncherCall(words: call.words) == call)
        for words in [[], ["run"], ["run", "a", "b", "c", "silent", "1m"], ["run", "a", "b", "c", "loud", "1m", "x"]] {
            #expect(LauncherCall(words: words) == nil)
        }
    }
}
