import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ChildProcessTests {
    /// Runs a shell script to its end and returns what it prints.
    private func output(
        _ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], folder: String? = nil,
        more: [Int32] = [], newSession: Bool = false, openFiles: Int64 = 0, umask: UInt32 = 0o022
    ) throws -> String {
        let pipe = try Pipe()
        let process = try ChildProcess.launch(
            LaunchRequest(
                path: "/bin/sh", arguments: ["-c", script], environment: environment, folder: folder,
                descriptors: [-1, try #require(pipe.writer).fd, 2] + more, newSession: newSession,
                openFiles: openFiles, umask: umask))
        pipe.writer = nil
        let text = String(decoding: try pipe.reader.readAll(limit: 1 << 20), as: UTF8.self)
        #expect(process.ending(within: 20_000) == .exited(0))
        return text.trimmed
    }

    @Test func onlyTheGivenDescriptorsAreInherited() throws {
        let folder = try TemporaryFolder()
        let file = try OpenFile.read(try folder.write("a", "x"))
        // Descriptors without close-on-exec, as a library might leave them.
        let leaked = (0..<3).map { _ in dup(file.fd) }
        defer { for fd in leaked { close(fd) } }
        #expect(leaked.allSatisfy { $0 > 2 })
        let listed = try output("exec ls /proc/self/fd", more: [file.fd])
        // The last is the listing's own.
        #expect(listed.split(separator: "\n") == ["0", "1", "2", "3", "4"])
    }

    @Test func descriptorsArriveInTheirOrderWhateverTheirNumbersAre() throws {
        let folder = try TemporaryFolder()
        let files = try (0..<6).map { try OpenFile.read(try folder.write("\($0)", "file \($0)\n")) }
        let order = [5, 0, 3, 1, 4, 2]
        let text = try output("cat <&3; cat <&4; cat <&5; cat <&6; cat <&7; cat <&8", more: order.map { files[$0].fd })
        #expect(text.split(separator: "\n").map(String.init) == order.map { "file \($0)" })
    }

    @Test func environmentFolderMaskAndLimitAreThoseAskedFor() throws {
        let folder = try TemporaryFolder()
        let environment = ["A": "b c", "PATH": "/usr/bin:/bin"]
        let listed = try output("exec env", environment: environment, folder: folder.path)
        #expect(Set(listed.split(separator: "\n").map(String.init)).isSuperset(of: ["A=b c", "PATH=/usr/bin:/bin"]))
        #expect(!listed.contains("HOME="))
        #expect(
            try output("pwd; umask; ulimit -n", folder: folder.path, openFiles: 123, umask: 0o077)
                == "\(folder.path)\n0077\n123")
    }

    @Test func aNewSessionIsLedByTheProcess() throws {
        let script = "cut -d' ' -f1,5,6 < /proc/self/stat; echo $$"
        let own = try output(script, newSession: true).split(separator: "\n")
        let leader = String(try #require(own.last))
        #expect(try #require(own.first).hasSuffix("\(leader) \(leader)"))
        #expect(try output(script).contains(" \(getsid(0))"))
    }

    @Test(arguments: [
        ("/no/such/program", nil, ENOENT), ("/bin/true", "/no/such/folder", ENOENT), ("/etc/passwd", nil, EACCES),
    ])
    func whatCannotBeStartedIsAnErrorAndNoProcess(path: String, folder: String?, code: Int32) throws {
        let error = try #require(throws: SystemError.self) {
            try ChildProcess.launch(LaunchRequest(path: path, arguments: [], environment: [:], folder: folder))
        }
        #expect(error.code == code)
        #expect(error.operation == "start" && error.subject == path)
    }

    /// What a script prints that is started with this request, and the process.
    static func printed(_ script: String, _ change: (inout LaunchRequest) -> Void) throws -> (String, ChildProcess) {
        let pipe = try Pipe()
        var request = LaunchRequest(path: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/bin"])
        request.descriptors = [-1, try #require(pipe.writer).fd, 2]
        change(&request)
        let process = try ChildProcess.launch(request)
        pipe.writer = nil
        let text = String(decoding: try pipe.reader.readAll(limit: 1 << 20), as: UTF8.self)
        #expect(process.ending(within: 20_000) == .exited(0))
        return (text.trimmed, process)
    }

    @Test func aProcessIsToldItsOwnNumberWhenItAsksForIt() throws {
        let (text, process) = try Self.printed("echo \"<$LISTEN_PID>$X\"") {
            $0.environment["X"] = "x"
            $0.pidVariable = "LISTEN_PID"
        }
        #expect(text == "<\(process.pid)>x")
    }

    @Test func aControlGroupThatCannotBeJoinedIsToldAndDoesNotStopTheStart() throws {
        let folder = try TemporaryFolder()
        try folder.write("good/cgroup.procs", "")
        let (good, bad) = (folder("good"), folder("bad"))
        let (text, process) = try Self.printed("echo on") { $0.groups = [bad, good] }
        #expect(text == "on")
        #expect(process.unjoined == [bad: "no such file or directory"])
        #expect(try Files.text(good + "/cgroup.procs") == "0")
        // What fails after it is an error all the same.
        var request = LaunchRequest(path: "/no/such", arguments: [], environment: [:])
        request.groups = [bad]
        let error = try #require(throws: SystemError.self) { try ChildProcess.launch(request) }
        #expect(error.code == ENOENT)
    }

    @Test func aProcessMayNotHaveMoreFilesThanTheKernelGives() {
        let few = ProcessLimits.allowOpenFiles(64)
        #expect(few.granted == 64 && few.refusal == nil)
        let many = ProcessLimits.allowOpenFiles(1 << 30)
        #expect(many.granted < 1 << 30 && many.granted > 0)
        #expect(many.refusal == "operation not permitted")
    }

    @Test func whatCannotBeBecomeIsAnError() {
        let error = #expect(throws: SystemError.self) { try Exec.replace("/no/such", ["x"], environment: ["A": "b"]) }
        #expect(error?.description == "cannot start /no/such: no such file or directory")
    }

    @Test func endingsAreTold() throws {
        func run(_ script: String) throws -> Ending? {
            let request = LaunchRequest(path: "/bin/sh", arguments: ["-c", script], environment: [:])
            return try ChildProcess.launch(request).ending(within: 20_000)
        }
        #expect(try run("exit 7") == .exited(7))
        #expect(try run("kill -9 $$") == .signalled(9))
        #expect("\(Ending.exited(7)), \(Ending.signalled(9))" == "exit status 7, signal 9")
    }

    @Test func aSignalToTheGroupReachesItsChildrenToo() throws {
        let pipe = try Pipe()
        let process = try ChildProcess.launch(
            LaunchRequest(
                path: "/bin/sh", arguments: ["-c", "sleep 1000 & echo $!; wait"], environment: ["PATH": "/bin"],
                descriptors: [-1, try #require(pipe.writer).fd, 2], newSession: true))
        pipe.writer = nil
        var digits = [UInt8](repeating: 0, count: 32)
        let count = try digits.withUnsafeMutableBytes { try pipe.reader.read(into: $0) }
        let child = try #require(Int32(String(decoding: digits[..<count], as: UTF8.self).trimmed))
        let held = try #require(ProcessTable.identity(of: child).flatMap(ChildProcess.adopt))
        #expect(process.ending() == nil)
        process.signalGroup(SIGKILL)
        #expect(process.ending(within: 20_000) == .signalled(SIGKILL))
        #expect(held.ending(within: 20_000) != nil)
    }

    @Test func adoptionTakesThatVeryProcessOnly() throws {
        let process = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sleep", arguments: ["1000"], environment: [:]))
        let identity = try #require(ProcessTable.identity(of: process.pid))
        let other = ProcessIdentity(pid: identity.pid, startTime: identity.startTime + 1)
        #expect(ChildProcess.adopt(other) == nil)
        let adopted = try #require(ChildProcess.adopt(identity))
        #expect(adopted.ending() == nil)
        adopted.signal(SIGKILL)
        #expect(adopted.ending(within: 20_000) == .unknown)
        // Ended but not waited for: a zombie is no process to adopt.
        #expect(ProcessTable.identity(of: process.pid) == nil)
        #expect(ChildProcess.adopt(identity) == nil)
        #expect(process.ending(within: 20_000) == .signalled(SIGKILL))
        #expect(ChildProcess.adopt(identity) == nil)
    }
}

extension String {
    /// Without the ends of lines at its end.
    var trimmed: String { String(reversed().drop { $0 == "\n" }.reversed()) }
}
