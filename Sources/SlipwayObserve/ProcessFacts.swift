import Glibc
package import SlipwayModel
import SlipwaySystem

/// What the kernel tells of what one process uses; nil where it tells nothing, as of another user's process.
package struct ProcessFacts: Equatable, Sendable {
    /// Bytes that nobody shares with it, and all that are in memory.
    package var privateBytes: Int64?
    package var residentBytes: Int64?
    /// Since it began.
    package var cpuSeconds: Double?
    package var threads: Int?
    package var openFiles: Int?
    package var uptimeSeconds: Double?

    /// nil once that very process has ended.
    package init?(_ process: ProcessIdentity) {
        let folder = "/proc/\(process.pid)"
        guard let fields = Self.fields(folder) else { return nil }
        let rollup = ProcText.lines(folder + "/smaps_rollup")
        privateBytes = ["Private_Clean", "Private_Dirty"].compactMap { ProcText.number($0, in: rollup) }
            .reduce(nil) { ($0 ?? 0) + $1 << 10 }
        residentBytes = ProcText.number("VmRSS", in: ProcText.lines(folder + "/status")).map { $0 << 10 }
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        // Of proc(5): 14 utime, 15 stime, 20 threads; the list begins with field 3.
        if let user = Double(fields[11]), let system = Double(fields[12]) { cpuSeconds = (user + system) / ticks }
        threads = Int(fields[17])
        openFiles = Self.count(folder + "/fd")
        uptimeSeconds = Double(max(0, Clock.monotonic() - ProcessTable.begun(process))) / 1000
        // Looked at last, so that nothing above can be another's.
        guard ProcessTable.identity(of: process.pid) == process else { return nil }
    }

    private static func fields(_ folder: String) -> [Substring]? {
        guard let text = ProcText.read(folder + "/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split { $0 == " " || $0 == "\n" }
        return fields.count > 19 ? fields : nil
    }

    /// Without making a name of each: a program may have very many.
    private static func count(_ folder: String) -> Int? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var count = -2
        while readdir(stream) != nil { count += 1 }
        return max(count, 0)
    }
}
