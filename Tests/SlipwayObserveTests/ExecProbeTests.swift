import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ExecProbeTests {
    static let environment = ["PATH": "/usr/bin:/bin", "WORD": "well"]

    /// What a script of a release, `bin/check`, gives.
    static func ask(
        _ script: String, arguments: [String] = [], timeout: TimeSpan = .seconds(30), executable: Bool = true
    ) throws -> (result: ProbeResult, folder: TemporaryFolder) {
        let release = try TemporaryFolder("probe")
        try Folders.make(release("bin"))
        // Written by another process: what this one has open for writing, a fork of a parallel test has open as well.
        try #require(
            try Command.run("cp", [try release.write("script", "#!/bin/sh\n" + script), release("bin/check")]).succeeded
        )
        try Disk.chmod(release("bin/check"), executable ? 0o755 : 0o644)
        let check = HealthCheck(exec: ["bin/check"] + arguments, timeout: timeout)
        let result = AskedOnce.result(check, release: release.path, environment: environment)
        return (result, release)
    }

    @Test(arguments: [
        ("exit 0", true, "exit status 0"), ("echo one; echo; echo two; echo ' '", true, "two"),
        ("echo \"$WORD $1\"", true, "well a b"), ("exit 3", false, "ended with exit status 3"),
        ("echo 'the queue is full' >&2; exit 1", false, "ended with exit status 1: the queue is full"),
        ("kill -9 $$", false, "ended with signal 9"), ("pwd", true, "/"), ("printf 'a\\tb'", true, "a b"),
    ])
    func theLastLineAndTheExitStatusAreTheVerdict(script: String, passes: Bool, detail: String) throws {
        let (result, _) = try Self.ask(script, arguments: ["a b"])
        #expect((result.verdict == .pass) == passes)
        #expect(result.detail.hasPrefix(detail), "\(result.detail)")
    }

    @Test func itRunsInTheReleasesFolder() throws {
        let (result, folder) = try Self.ask("pwd -P")
        #expect(result.detail == (try Files.real(folder.path)))
    }

    @Test func aLongLineIsCutAndALoudProgramIsHeardToItsEnd() throws {
        let (result, _) = try Self.ask("i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done; printf '%0500d' 7")
        #expect(result.verdict == .pass)
        #expect(result.detail == String(repeating: "0", count: 200))
    }

    @Test func aProgramThatHangsIsEndedWithAllItHasStarted() throws {
        let (result, folder) = try Self.ask(
            "sleep 600 & echo $! > child; echo waiting; wait", timeout: .milliseconds(500))
        #expect(result.verdict == .fail)
        #expect(result.detail == "no answer in 500ms")
        let child = try #require(
            Int32(try Files.text(folder("child")).split(separator: "\n").first.map(String.init) ?? ""))
        let deadline = Clock.monotonic() + 20_000
        while ProcessTable.identity(of: child) != nil, Clock.monotonic() < deadline { poll(nil, 0, 5) }
        #expect(ProcessTable.identity(of: child) == nil)
    }

    @Test func aHelperThatItLeavesBehindDoesNotHoldTheAnswerUp() throws {
        let begun = Clock.monotonic()
        let (result, _) = try Self.ask("sleep 600 & echo done")
        #expect(result.verdict == .pass && result.detail == "done")
        #expect(Clock.monotonic() - begun < 30_000)
    }

    @Test func whatCannotBeStartedFailsWithTheReason() throws {
        let (result, _) = try Self.ask("exit 0", executable: false)
        #expect(result.verdict == .fail)
        #expect(result.detail == "bin/check cannot be started: permission denied")
        let missing = AskedOnce.result(HealthCheck(exec: ["no/such"]))
        #expect(missing.detail == "no/such cannot be started: no such file or directory")
    }

    @Test func aPageIsAskedOnItsPortAndFailsWhileThereIsNone() throws {
        let server = try OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
        let check = HealthCheck(http: "/health", timeout: .seconds(5))
        let asked = AskedOnce.result(check, port: server.port)
        #expect(asked.verdict == .pass)
        let none = AskedOnce.result(check)
        #expect(none.verdict == .noData && none.detail == "no port to ask is known yet")
    }
}
