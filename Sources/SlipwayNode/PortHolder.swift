import SlipwaySystem

/// Finds out which process listens on a port.
package enum PortHolder {
    /// `java (pid 812)`; nil when nobody does, or this user may not see who.
    package static func name(_ port: Int) -> String? {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners((try? Files.text($0)) ?? "", port: port) }
        let sought = Set(inodes.map { "socket:[\($0)]" })
        if sought.isEmpty { return nil }
        for name in (try? Files.names(in: "/proc")) ?? [] where Int32(name) != nil {
            guard let files = try? Files.names(in: "/proc/\(name)/fd") else { continue }
            for file in files {
                guard let target = try? Files.linkTarget("/proc/\(name)/fd/\(file)"), sought.contains(target) else {
                    continue
                }
                let program = ((try? Files.text("/proc/\(name)/comm")) ?? "a process").prefix { $0 != "\n" }
                return "\(program) (pid \(name))"
            }
        }
        return nil
    }

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
