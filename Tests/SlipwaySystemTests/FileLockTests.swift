import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct FileLockTests {
    /// Whether it comes free soon. Not at once: a process that another test is just starting has a copy of every
    /// descriptor until it is the program it shall be.
    private func comesFree(_ path: String) throws -> Bool {
        let deadline = Clock.monotonic() + 20_000
        while Clock.monotonic() < deadline {
            if try FileLock(path) != nil { return true }
            sched_yield()
        }
        return false
    }

    @Test func onlyOneHoldsItUntilItLetsGo() throws {
        let folder = try TemporaryFolder()
        var first = try FileLock(folder("lock"))
        #expect(first != nil)
        #expect(try FileLock(folder("lock")) == nil)
        first = nil
        #expect(try comesFree(folder("lock")))
    }

    @Test func aProcessThatIsStartedDoesNotInheritIt() throws {
        let folder = try TemporaryFolder()
        var lock = try FileLock(folder("lock"))
        #expect(lock != nil)
        let sleeper = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sleep", arguments: ["1000"], environment: [:]))
        lock = nil
        #expect(try comesFree(folder("lock")))
        #expect(sleeper.ending() == nil)
        sleeper.signal(SIGKILL)
        #expect(sleeper.ending(within: 20_000) == .signalled(SIGKILL))
    }

    @Test func theKernelDropsItWithItsHolder() throws {
        let folder = try TemporaryFolder()
        let pipe = try Pipe()
        let holder = try ChildProcess.launch(
            LaunchRequest(
                path: "/usr/bin/flock", arguments: [folder("lock"), "sh", "-c", "echo held; exec sleep 1000"],
                environment: ["PATH": "/usr/bin:/bin"], descriptors: [-1, try #require(pipe.writer).fd, 2],
                newSession: true))
        #expect(Waiting.until(readable: pipe.reader.fd, deadline: Clock.monotonic() + 20_000))
        #expect(try FileLock(folder("lock")) == nil)
        holder.signalGroup(SIGKILL)
        #expect(holder.ending(within: 20_000) == .signalled(SIGKILL))
        _ = try FileLock(waitingFor: folder("lock"))
    }
}
