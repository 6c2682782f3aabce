import Glibc
import SlipwaySystem

/// Lists what one process has open, at most 2000 lines.
struct OpenFileList {
    private static let most = 2000
    let text: String

    init(_ pid: Int32) {
        let folder = "/proc/\(pid)/fd"
        guard let names = try? Files.names(in: folder), !names.isEmpty else {
            text = "its open files cannot be read\n"
            return
        }
        let numbers = names.compactMap { Int32($0) }.sorted()
        let targets = numbers.prefix(Self.most).map { ($0, (try? Files.linkTarget("\(folder)/\($0)")) ?? "?") }
        let sockets = SocketTable(pid, wanted: Set(targets.compactMap { Self.inode($0.1) }))
        var lines = ["\(numbers.count) open files"]
        for (number, target) in targets { lines.append("\(number) " + Self.words(target, sockets)) }
        if numbers.count > Self.most { lines.append("… and \(numbers.count - Self.most) more") }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func inode(_ target: String) -> UInt64? {
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst(8).dropLast())
    }

    private static func words(_ target: String, _ sockets: SocketTable) -> String {
        if let inode = inode(target) { return sockets.lines[inode] ?? "socket \(target)" }
        if target.hasPrefix("pipe:") { return "pipe \(target)" }
        if target.hasPrefix("anon_inode:") { return "kernel \(target.dropFirst(11))" }
        return (target.hasPrefix("/") ? "file " : "other ") + target
    }
}
