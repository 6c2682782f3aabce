import Glibc
package import SlipwayModel
import SlipwaySystem

/// Speaks to a running Java VM as `jcmd` does (HotSpot's attach protocol, version 1): an empty file and SIGQUIT make it
/// listen on a socket in its `/tmp`, where one request is answered by a status line and text.
package struct JVMAttachment {
    private let process: ProcessIdentity
    /// Bytes and lines of an answer. An app may listen in place of its VM and answer what it likes.
    private static let most = 8 << 20
    private static let mostLines = 200_000
    /// Bytes of an answer that become part of a sentence.
    private static let shown = 497
    private var root: String { "/proc/\(process.pid)/root/tmp" }

    package init(_ process: ProcessIdentity) { self.process = process }

    /// Its thread dump; throws when it has not come before the deadline (`Clock.monotonic`).
    package func threads(deadline: Int64) throws -> [String] {
        let text = try ask(["threaddump", "", "", ""], deadline)
        return text.split(separator: "\n", maxSplits: Self.mostLines, omittingEmptySubsequences: false)
            .prefix(Self.mostLines).map(String.init)
    }

    /// Live objects only; the VM makes the file itself, as a path of its own root.
    package func heap(into path: String, deadline: Int64) throws {
        let answer = try ask(["dumpheap", path, "-live", ""], deadline)
        guard Files.exists(path) else {
            throw Refusal(
                .failed, "the process \(process.pid) wrote no heap to \(path)",
                detail: [PrintedLine.cut(answer, to: Self.shown)])
        }
    }

    private func ask(_ words: [String], _ deadline: Int64) throws -> String {
        let socket = try socket(before: min(deadline, Clock.monotonic() + 10_000), deadline)
        let request = Array((["1"] + words).joined(separator: "\0").utf8) + [0]
        let sent = send(socket.fd, request, request.count, Int32(MSG_NOSIGNAL))
        guard sent == request.count else { throw SystemError("ask", "the process \(process.pid)") }
        let answer = try answer(socket, deadline)
        let status = answer.prefix { $0 != 10 }
        let text = answer.dropFirst(status.count + 1)
        guard status.elementsEqual([UInt8(ascii: "0")]) else {
            let said = text.isEmpty ? status : text
            let words = PrintedLine.cut(String(decoding: said.prefix(2 * Self.shown), as: UTF8.self), to: Self.shown)
            throw Refusal(
                .failed, "the process \(process.pid) gives no dump: \(text.isEmpty ? "it answers " : "")\(words)")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func answer(_ socket: OpenFile, _ deadline: Int64) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            guard Waiting.until(readable: socket.fd, deadline: deadline) else {
                throw Refusal(
                    .failed, "the process \(process.pid) did not finish its dump in time",
                    hint: "a VM that hangs in its collector cannot be asked; kill it or wait")
            }
            let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) { $1 = try socket.read(into: .init($0)) }
            if piece.isEmpty { return all }
            all += piece
            if all.count > Self.most { throw SystemError("read", "the dump", EFBIG) }
        }
    }

    private func socket(before deadline: Int64, _ last: Int64) throws -> OpenFile {
        let number = try ownNumber()
        let path = "\(root)/.java_pid\(number)"
        if let there = try reached(path, last) { return there }
        try check()
        let wish = "\(root)/.attach_pid\(number)"
        try put(wish)
        defer { try? Disk.unlink(wish) }
        guard let held = ChildProcess.adopt(process) else { throw ended }
        held.signal(SIGQUIT)
        while Clock.monotonic() < deadline {
            if let socket = try reached(path, last) { return socket }
            // Nothing tells when the VM has made its socket.
            if held.ending(within: 20) != nil { throw ended }
        }
        throw Refusal(
            .failed, "the process \(process.pid) does not answer as a Java VM does",
            hint: "it may hang, or run with -XX:+DisableAttachMechanism")
    }

    /// Anybody may write into `/tmp`: only the VM itself is believed. nil when nothing listens there.
    private func reached(_ path: String, _ deadline: Int64) throws -> OpenFile? {
        let seconds = min(max(Int((deadline - Clock.monotonic()) / 1000), 1), 5)
        guard let socket = try? UnixSocket.connect(path, within: seconds) else { return nil }
        let peer = try UnixSocket.peer(socket)
        guard let owner, peer.uid == owner, peer.pid == process.pid else {
            throw Refusal(
                .notPermitted, "another process, \(peer.pid), answers in place of the process \(process.pid)",
                hint: "remove its socket \(path)")
        }
        return socket
    }

    /// The empty file; one that an earlier attempt has left will do, anybody else's will not.
    private func put(_ wish: String) throws {
        do {
            _ = try Disk.create(wish, mode: 0o600, exclusive: true)
        } catch let error as SystemError where error.code == EEXIST {
            let there = try Files.facts(wish)
            guard there?.kind == .file, there?.owner == owner || there?.owner == getuid() else { throw error }
        }
    }

    /// The user it runs as.
    private var owner: UInt32? {
        // Real, effective, saved, for files.
        status("Uid").flatMap { $0.split(separator: "\t").dropFirst().first }.flatMap { UInt32($0) }
    }

    /// SIGQUIT would end any other program, and a VM that does not take it.
    private func check() throws {
        guard let maps = try? Files.text("/proc/\(process.pid)/maps", limit: 64 << 20) else { throw ended }
        guard maps.split(separator: "\n").contains(where: { $0.hasSuffix("/libjvm.so") }) else {
            throw Refusal(
                .badInput, "the process \(process.pid) is no Java VM, so it has no threads or heap to dump",
                hint: "only apps that run on Java can be dumped")
        }
        let quit: UInt64 = 1 << (UInt64(SIGQUIT) - 1)
        guard let caught = status("SigCgt").flatMap({ UInt64($0, radix: 16) }), caught & quit != 0 else {
            throw Refusal(
                .failed, "the Java VM of process \(process.pid) does not take SIGQUIT",
                hint: "it is just starting, or runs with -Xrs")
        }
    }

    private var ended: Refusal { Refusal(.failed, "the process \(process.pid) has ended") }

    /// Its number in its own namespace, which names the files.
    private func ownNumber() throws -> String {
        guard let numbers = status("NSpid") else { throw ended }
        return numbers.split(whereSeparator: { $0 == "\t" || $0 == " " }).last.map(String.init) ?? "\(process.pid)"
    }

    private func status(_ field: String) -> String? {
        guard ProcessTable.identity(of: process.pid) == process,
            let text = try? Files.text("/proc/\(process.pid)/status")
        else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix(field + ":") }
            .map { $0.dropFirst(field.utf8.count + 1).drop { $0 == "\t" } }.map(String.init)
    }
}
