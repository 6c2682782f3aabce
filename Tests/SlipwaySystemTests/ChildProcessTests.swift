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
