import Glibc
import SlipwaySystem

/// What this host has to offer, as the kernel and the C library tell it.
package struct HostFacts: Sendable {
    /// Put before each path, so that a test can show another host.
    private let root: String

    package init(root: String = "") { self.root = root }

    /// Bytes that programs may still take: what the host has, and what its control groups leave; nil when nothing tells.
    package var availableMemory: Int64? {
        let all = [hostMemory].compactMap(\.self) + groups.compactMap(\.room)
        return all.min().map { max(0, $0) }
    }

    /// Bytes that programs may take at most when nothing else runs; nil when nothing tells.
    package var totalMemory: Int64? {
        let host = field("MemTotal", in: text("/proc/meminfo")).map { $0 << 10 }
        return ([host] + groups.map(\.limit)).compactMap(\.self).min()
    }

    private var hostMemory: Int64? {
        field("MemAvailable", in: text("/proc/meminfo")).map { $0 << 10 }
    }

    /// Programs that ran or wanted to, in the mean of the last minute; nil when nothing tells.
    package var load1: Double? { text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } }

    /// Processors that this process may use; nil when nothing tells.
    package var processors: Int? {
        let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        return count > 0 ? count : nil
    }

    /// Resident bytes of a process.
    package func resident(_ pid: Int32) -> Int64? {
        field("VmRSS", in: text("/proc/\(pid)/status")).map { $0 << 10 }
    }

    /// The version of the GNU C library, such as `2.36`; nil where there is none.
    package var glibc: String? {
        let machines = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        let folders =
            machines.map { "/lib/" + $0 } + ["/lib64", "/usr/lib64", "/lib", "/usr/lib"]
            + machines.map { "/usr/lib/" + $0 }
        for folder in folders {
            guard let bytes = try? Files.read(root + folder + "/libc.so.6", limit: 32 << 20) else { continue }
            if let version = Self.word(after: "stable release version ", in: bytes) { return version }
        }
        return nil
    }

    private static func word(after mark: String, in bytes: [UInt8]) -> String? {
        guard let offset = end(of: Array(mark.utf8), in: bytes) else { return nil }
        let word = bytes[offset...].prefix { $0 == 0x2e || (0x30...0x39).contains($0) }
        let text = String(decoding: word, as: UTF8.self)
        // The sentence ends with a full stop.
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// Where the first occurrence of a mark ends.
    private static func end(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { all in
            var next = 0
            while next + mark.count <= all.count, let start = all.baseAddress {
                guard let found = memchr(start + next, Int32(mark[0]), all.count - mark.count - next + 1) else {
                    return nil
                }
                let offset = UnsafeRawPointer(found) - start
                if memcmp(found, mark, mark.count) == 0 { return offset + mark.count }
                next = offset + 1
            }
            return nil
        }
    }

    // MARK: control groups

    /// Bytes; nil where nothing is set.
    private struct Group {
        var limit: Int64?
        /// What is left of it.
        var room: Int64?
    }

    /// Each memory group above this process, in version 2 and version 1 of the interface.
    private var groups: [Group] {
        var groups: [Group] = []
        for line in text("/proc/self/cgroup").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let names = parts[2].split(separator: "/").map(String.init)
            for depth in 0...names.count {
                let path = names.prefix(depth).map { "/" + $0 }.joined()
                if parts[1].isEmpty {
                    let group = "/sys/fs/cgroup" + path
                    groups.append(self.group(group, limit: "memory.max", used: "memory.current", idle: "inactive_file"))
                } else if parts[1].split(separator: ",").contains("memory") {
                    groups.append(
                        self.group(
                            "/sys/fs/cgroup/memory" + path, limit: "memory.limit_in_bytes",
                            used: "memory.usage_in_bytes", idle: "total_inactive_file"))
                }
            }
        }
        return groups
    }

    /// Cached files that nobody looks at make room when asked.
    private func group(_ group: String, limit: String, used: String, idle: String) -> Group {
        let most = number(group + "/" + limit)
        guard let most, let taken = number(group + "/" + used) else { return Group(limit: most) }
        let cached =
            text(group + "/memory.stat").split(separator: "\n").first { $0.hasPrefix(idle + " ") }
            .flatMap { $0.split(separator: " ").last.flatMap { Int64($0) } } ?? 0
        return Group(limit: most, room: most - taken + min(cached, taken))
    }

    private func number(_ path: String) -> Int64? { Int64(text(path).prefix { $0.isNumber }) }

    /// Of lines such as `VmRSS:   1234 kB`.
    private func field(_ name: String, in text: String) -> Int64? {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int64($0) }
    }

    private func text(_ path: String) -> String { (try? Files.text(root + path)) ?? "" }
}
