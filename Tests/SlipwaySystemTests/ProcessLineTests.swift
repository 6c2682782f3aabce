import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ProcessLineTests {
    @Test func aNameOfAnyKindDoesNotConfuseIt() throws {
        let rest = " 7 41 40 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2"
        for name in ["sh", "a) R 1 2 3", "((", ") ) "] {
            let line = try #require(ProcessLine("42 (\(name)) S\(rest)", 42))
            #expect(line.identity == ProcessIdentity(pid: 42, startTime: 98765))
            #expect([line.parent, line.group, line.session] == [7, 41, 40])
            #expect(line.isAlive)
        }
        #expect(ProcessLine("42 (sh) Z\(rest)", 42)?.isAlive == false)
        #expect(ProcessLine("42 (sh) S 7 41", 42) == nil)
        #expect(ProcessLine("", 42) == nil)
    }

    @Test func aChildIsFoundWithItsEnvironment() throws {
        let child = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sleep", arguments: ["1000"], environment: ["MARK": "a=b", "MARKER": "c"]))
        defer {
            child.signal(SIGKILL)
            _ = child.ending(within: 10_000)
        }
        #expect(ProcessTable.children(of: getpid()).contains(child.pid))
        #expect(ProcessTable.variable("MARK", of: child.pid) == "a=b")
        #expect(ProcessTable.variable("MAR", of: child.pid) == nil)
        #expect(ProcessLine(of: child.pid)?.parent == getpid())
    }

    @Test func aChildThatIsTakenHoldOfAgainIsStillAChild() throws {
        let child = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sh", arguments: ["-c", "read x; exit 7"], environment: [:]))
        let identity = try #require(ProcessLine(of: child.pid)).identity
        // Ended or not, nobody has waited for it.
        let again = try #require(ChildProcess.takeBack(identity))
        #expect(again.isChild)
        #expect(ChildProcess.adopt(identity)?.isChild != true)
        #expect(again.ending(within: 10_000) == .exited(7))
        #expect(ChildProcess.adopt(identity) == nil)
    }

    @Test func aUserIsFoundByItsWholeName() throws {
        let folder = try TemporaryFolder("users")
        let file = try folder.write(
            "passwd", "root:x:0:0::/root:/bin/sh\nslipway-shop2:x:7:8::/:\nslipway-shop:x:5:6::/:\n")
        #expect(try HostUser.named("slipway-shop", in: file)?.uid == 5)
        #expect(try HostUser.named("slipway-shop", in: file)?.gid == 6)
        #expect(try HostUser.named("slipway-sho", in: file) == nil)
        #expect(try HostUser.named("slipway-shop", in: folder("none")) == nil)
        // Not to know is not the same as to know that there is none.
        #expect(throws: SystemError.self) { try HostUser.named("slipway-shop", in: folder.path) }
    }
}
