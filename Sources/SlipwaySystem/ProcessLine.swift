package import SlipwayModel

/// What `/proc/PID/stat` says of one process (`proc_pid_stat(5)`).
package struct ProcessLine: Hashable, Sendable {
    package let identity: ProcessIdentity
    /// False for one that has ended and was not waited for.
    package let isAlive: Bool
    package let parent: Int32
    package let group: Int32
    package let session: Int32

    /// nil when there is no such process.
    package init?(of pid: Int32) {
        guard let text = try? Files.text("/proc/\(pid)/stat") else { return nil }
        self.init(text, pid)
    }

    /// The name of the program, in parentheses, may hold anything.
    package init?(_ text: String, _ pid: Int32) {
        guard let end = text.utf8.lastIndex(of: 41) else { return nil }
        let fields = text.utf8[text.utf8.index(after: end)...].split(separator: 32)
        guard fields.count > 19, let parent = Self.number(fields[1]), let group = Self.number(fields[2]),
            let session = Self.number(fields[3]), let start = UInt64(Substring(fields[19]))
        else { return nil }
        identity = ProcessIdentity(pid: pid, startTime: start)
        isAlive = fields[0].first != 90 && fields[0].first != 88
        self.parent = parent
        self.group = group
        self.session = session
    }

    private static func number(_ field: Substring.UTF8View) -> Int32? { Int32(Substring(field)) }
}
