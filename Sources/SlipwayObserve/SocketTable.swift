/// What the kernel tells of some sockets in the network of one process, by their inodes.
struct SocketTable {
    private(set) var lines: [UInt64: String] = [:]

    init(_ pid: Int32, wanted: Set<UInt64>) {
        guard !wanted.isEmpty else { return }
        for name in ["tcp", "tcp6", "udp", "udp6"] {
            for line in ProcText.lines("/proc/\(pid)/net/\(name)", most: 16 << 20).dropFirst() {
                guard let (inode, words) = Self.internet(line, name), wanted.contains(inode) else { continue }
                lines[inode] = words
            }
        }
        for line in ProcText.lines("/proc/\(pid)/net/unix", most: 4 << 20).dropFirst() {
            let fields = line.split(separator: " ", maxSplits: 7)
            guard fields.count > 6, let inode = UInt64(fields[6]), wanted.contains(inode) else { continue }
            lines[inode] = "unix " + (fields.count > 7 ? String(fields[7]) : "without a name")
        }
    }

    /// Of a line such as `0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 12345 …`.
    static func internet(_ line: Substring, _ name: String) -> (inode: UInt64, words: String)? {
        let fields = line.split(separator: " ")
        guard fields.count > 9, let inode = UInt64(fields[9]), let local = address(fields[1]),
            let remote = address(fields[2])
        else { return nil }
        var words = "\(name) \(local) \(remote)"
        if name.hasPrefix("tcp"), let state = Int(fields[3], radix: 16), states.indices.contains(state) {
            words += " " + states[state]
        }
        let queues = fields[4].split(separator: ":").compactMap { Int64($0, radix: 16) }
        if queues.count == 2, queues[0] + queues[1] > 0 { words += ", \(queues[0]) to send, \(queues[1]) to read" }
        return (inode, words)
    }

    /// As include/net/tcp_states.h of the kernel numbers them.
    private static let states = [
        "", "established", "syn-sent", "syn-received", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait",
        "last-ack", "listening", "closing", "new-syn-received",
    ]

    /// `0100007F:1F90` is 127.0.0.1:8080: words of four bytes in the order of the machine, which here is little-endian.
    private static func address(_ text: Substring) -> String? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        let digits = Array(parts[0].utf8)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 8) {
            guard let word = UInt32(String(decoding: digits[start..<(start + 8)], as: UTF8.self), radix: 16) else {
                return nil
            }
            withUnsafeBytes(of: word) { bytes += $0 }
        }
        let isMapped =
            bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        if bytes.count == 4 || isMapped {
            return bytes.suffix(4).map(String.init).joined(separator: ".") + ":\(port)"
        }
        if bytes.allSatisfy({ $0 == 0 }) { return "[::]:\(port)" }
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return "[" + groups.joined(separator: ":") + "]:\(port)"
    }
}
