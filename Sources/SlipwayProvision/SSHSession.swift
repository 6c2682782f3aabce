import Glibc
import SlipwayModel
import SlipwaySystem

/// Runs scripts on one host by the system's ssh.
struct SSHSession {
    struct Answer {
        var ending: Ending
        /// The last of them, should there be many.
        var output: [String] = []
        var errors: [String] = []
        var hasFailed: Bool { ending == .exited(255) }
    }

    let program: String
    let call: SSHCall

    private static let mostLines = 400
    private static let longest = 16_384
    /// Milliseconds between two looks at what is on its way.
    private static let pace: Int32 = 200

    /// `input` becomes standard input. `heard` gets each line as it comes, `looked` is called a few times a second.
    func run(
        _ script: RemoteScript, input: OpenFile? = nil, heard: (String) -> Void = { _ in },
        looked: (() -> Void)? = nil
    ) throws -> Answer {
        let (output, errors) = (try Pipe(), try Pipe())
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: program, arguments: call.arguments(script), environment: ProcessTable.environment(),
                descriptors: [input?.fd ?? -1, output.writer?.fd ?? -1, errors.writer?.fd ?? -1]))
        output.writer = nil
        errors.writer = nil
        var streams = [LineBuffer(longest: Self.longest), LineBuffer(longest: Self.longest)]
        var answer = Answer(ending: .unknown)
        func take(_ number: Int, _ lines: [String]) {
            for line in lines {
                heard(line)
                if number == 0 { answer.output.append(line) } else { answer.errors.append(line) }
            }
            answer.output = answer.output.suffix(Self.mostLines)
            answer.errors = answer.errors.suffix(Self.mostLines)
        }
        var polled = [output.reader.fd, errors.reader.fd, child.pidfd.fd].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while polled.contains(where: { $0.fd >= 0 }) {
            let ready = poll(&polled, 3, looked == nil ? -1 : Self.pace)
            if ready < 0, errno != EINTR { throw SystemError("wait for", program, errno) }
            looked?()
            for number in 0..<2 where polled[number].fd >= 0 && polled[number].revents != 0 {
                let bytes = try Self.read(polled[number].fd)
                if bytes.isEmpty { polled[number].fd = -1 }
                take(number, streams[number].lines(adding: bytes))
            }
            // Whoever else holds the pipes, such as the login that is kept, is not waited for once it has said nothing.
            let isSilent = (0..<2).allSatisfy { polled[$0].fd < 0 || polled[$0].revents == 0 }
            if polled[2].revents != 0, isSilent { break }
        }
        for number in 0..<2 { take(number, streams[number].rest()) }
        answer.ending = child.ending(within: -1) ?? .unknown
        return answer
    }

    /// Ends the login that is kept; says nothing.
    func end() {
        let request = LaunchRequest(
            path: program, arguments: call.farewell, environment: ProcessTable.environment(), descriptors: [-1, -1, -1])
        _ = try? ChildProcess.launch(request).ending(within: 5000)
    }

    private static func read(_ fd: Int32) throws -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) {
            count = Glibc.read(fd, $0.baseAddress, $0.count)
            $1 = max(0, count)
        }
        if count < 0, errno != EINTR { throw SystemError("read from", "ssh", errno) }
        return bytes
    }
}

/// Makes lines of bytes as they arrive; what ends with a carriage return only is one as well.
struct LineBuffer {
    let longest: Int
    private var open: [UInt8] = []

    init(longest: Int) { self.longest = longest }

    mutating func lines(adding bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 10 || byte == 13 || open.count >= longest { lines += rest() }
            if byte != 10, byte != 13 { open.append(byte) }
        }
        return lines
    }

    mutating func rest() -> [String] {
        defer { open = [] }
        if open.isEmpty { return [] }
        return [Self.shown(open)]
    }

    /// A host far away may not move the cursor or ring the bell here.
    private static func shown(_ bytes: [UInt8]) -> String {
        String(
            String(decoding: bytes, as: UTF8.self).unicodeScalars
                .filter { $0.value >= 32 && $0.value != 127 && !(128..<160).contains($0.value) }.map(Character.init))
    }
}
