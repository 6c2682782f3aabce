import Glibc
import SlipwayModel
import SlipwaySystem

/// Takes a secret from a person or a file, and shows it to nobody.
enum SecretInput {
    /// Bytes that a secret may have.
    private static let most = 1 << 20

    static func file(_ path: String) throws -> [UInt8] {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(
                .notFound, "--file \(path): there is no such file",
                hint: "name the file that holds the secret, or leave --file out to type it")
        }
        guard facts.kind != .folder else {
            throw Refusal(.usage, "--file \(path): this is a folder", hint: "name the file that holds the secret")
        }
        guard facts.size <= Int64(most) else {
            throw Refusal(.badInput, "--file \(path) has more than the 1 MiB that a secret may have")
        }
        let bytes = try Files.read(path)
        if bytes.isEmpty {
            throw Refusal(
                .badInput, "--file \(path) is empty, so nothing was set", hint: "name the file that holds the secret")
        }
        return bytes
    }

    /// From the keyboard, twice and unseen; from a pipe or a file as standard input otherwise.
    static func typed(_ name: String) throws -> [UInt8] {
        let bytes = isatty(0) == 1 ? try asked(name) : try piped()
        if bytes.isEmpty {
            throw Refusal(
                .badInput, "the secret \(name) is empty, so nothing was set",
                hint: "type it, or give it on standard input or with --file FILE")
        }
        return bytes
    }

    private static func asked(_ name: String) throws -> [UInt8] {
        let first = try unseen("\(name): ")
        if first.isEmpty { return first }
        guard try unseen("\(name), once more: ") == first else {
            throw Refusal(.badInput, "the two are not the same, so nothing was set")
        }
        return first
    }

    private static func piped() throws -> [UInt8] { withoutLineEnd(try input(upTo: nil)) }

    /// What `echo` adds belongs to no password; a text of several lines keeps its last line end.
    static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.last == 10, bytes.firstIndex(of: 10) == bytes.count - 1 else { return bytes }
        let line = bytes.dropLast()
        return Array(line.last == 13 ? line.dropLast() : line)
    }

    /// The echo comes back on every way out, Ctrl-C included.
    static func unseen(_ prompt: String) throws -> [UInt8] {
        let interrupts = try SignalSource([SIGINT, SIGTERM])
        var before = termios()
        try checked(tcgetattr(0, &before))
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        try checked(tcsetattr(0, TCSAFLUSH, &silent))
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            Terminal.tell("")
        }
        Terminal.write(prompt, to: 2)
        var polled = [
            pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
            pollfd(fd: interrupts.file.fd, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&polled, 2, -1) < 0, errno == EINTR {}
        if polled[1].revents != 0 { throw Refusal(.failed, "interrupted, so nothing was set") }
        return try input(upTo: 10)
    }

    /// Standard input to its end, or to the end of a line, which is left away.
    private static func input(upTo end: UInt8?) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(0, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw SystemError("read", "standard input", errno) }
            bytes += piece[..<count]
            if let end, let found = bytes.firstIndex(of: end) { return Array(bytes[..<found]) }
            if count == 0 { return bytes }
            if bytes.count > most { throw Refusal(.badInput, "the secret has more than the 1 MiB it may have") }
        }
    }

    private static func checked(_ result: Int32) throws {
        if result < 0 { throw SystemError("set up", "the terminal", errno) }
    }
}

/// Hands a secret over to the node as something to read, without a file.
struct SecretChannel {
    let reader: OpenFile

    init(_ content: [UInt8]) throws {
        let pipe = try Pipe()
        reader = pipe.reader
        guard let writer = pipe.writer else { throw SystemError("make", "a pipe", EBADF) }
        // A pipe holds less than a large secret: the rest is written while the node reads.
        try Threads.start {
            var rest = content[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(writer.fd, $0.baseAddress, $0.count) }
                if count <= 0 { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
