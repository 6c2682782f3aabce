import Glibc

extension ProcessTable {
    /// The children of a process, those included that have ended and were not waited for.
    package static func children(of pid: Int32) -> [Int32] {
        var found: [Int32] = []
        var isTold = false
        for thread in (try? Files.names(in: "/proc/\(pid)/task")) ?? [] {
            guard let text = try? Files.text("/proc/\(pid)/task/\(thread)/children") else { continue }
            isTold = true
            found += text.utf8.split(whereSeparator: { $0 == 32 || $0 == 10 }).compactMap { Int32(Substring($0)) }
        }
        // A kernel without CONFIG_PROC_CHILDREN has no such file.
        return isTold ? found : all().filter { ProcessLine(of: $0)?.parent == pid }
    }

    /// Every process that can be seen.
    package static func all() -> [Int32] { ((try? Files.names(in: "/proc")) ?? []).compactMap { Int32($0) } }

    /// One variable of the environment that a process was started with; nil when it has none or nobody may look.
    package static func variable(_ name: String, of pid: Int32) -> String? {
        guard let bytes = try? Files.read("/proc/\(pid)/environ", limit: 4 << 20) else { return nil }
        let start = Array((name + "=").utf8)
        let entry = bytes.split(separator: 0).first { $0.starts(with: start) }
        return entry.map { String(decoding: $0.dropFirst(start.count), as: UTF8.self) }
    }
}
