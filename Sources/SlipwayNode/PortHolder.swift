import SlipwaySystem

/// Finds out which process listens on a port.
package enum PortHolder {
    package struct Holder: Equatable, Sendable {
        package var pid: Int32
        package var program: String
        package init(pid: Int32, program: String) {
            self.pid = pid
            self.program = program
        }
    }

    /// Who holds a listening socket of this port open, as far as this user may see it.
    package static func holders(_ port: Int) -> [Holder] {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners((try? Files.text($0)) ?? "", port: port) }
        let sought = Set(inodes.map { "socket:[\($0)]" })
        if sought.isEmpty { return [] }
        var holders: [Holder] = []
        for name in (try? Files.names(in: "/proc")) ?? [] where Int32(name) != nil {
            guard let files = try? Files.names(in: "/proc/\(name)/fd") else { continue }
            let holds = files.contains { file in
                (try? Files.linkTarget("/proc/\(name)/fd/\(file)")).map(sought.contains) ?? false
            }
            guard holds, let pid = Int32(name) else { continue }
            let program = ((try? Files.text("/proc/\(name)/comm")) ?? "a process").prefix { $0 != "\n" }
            holders.append(Holder(pid: pid, program: String(program)))
        }
        return holders
    }

    /// `java (pid 812)`: of several the program itself, not who keeps its socket for it; nil when nobody is seen.
    package static func name(of holders: [Holder]) -> String? {
        if holders.isEmpty { return nil }
        guard let holder = holders.first(where: { !keepers.contains($0.program) }) else {
            return "an app of another node"
        }
        return "\(holder.program) (pid \(holder.pid))"
    }

    private static let keepers: Set<String> = ["slipwayd", "slipway-wrapper"]

    /// The inodes of the sockets that listen on a port, of a table such as `/proc/net/tcp`.
    package static func listeners(_ table: String, port: Int) -> [UInt64] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            // 0A is TCP_LISTEN.
            guard fields.count > 9, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                Int(fields[1][fields[1].index(after: colon)...], radix: 16) == port
            else { return nil }
            return UInt64(fields[9])
        }
    }
}
