import Glibc
import SlipwayModel
import SlipwaySystem

/// The file of a slot that tells of its process before any status does: `BOOT TICKS PID`, the last word written by the
/// process itself just after the fork.
struct BirthRecord {
    private let path: String

    init(_ slot: SlotLayout) { path = slot.birth }

    /// Ready for the child to add its pid.
    func opened() throws -> OpenFile {
        try Disk.unlink(path)
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        try Disk.write(Array("\(ProcessTable.bootId()) \(Self.ticks()) ".utf8), to: file, path)
        return file
    }

    /// The process, when it still runs. Its number may be another's by now, so it must have begun when the file says.
    var process: ChildProcess? {
        // The folder may be the app's, which could name any process here.
        guard let facts = try? Files.facts(path), facts.kind == .file, facts.owner == geteuid() else { return nil }
        let words = ((try? Files.text(path)) ?? "").split { $0 == " " || $0 == "\n" }
        guard words.count == 3, words[0] == ProcessTable.bootId(), let told = UInt64(words[1]),
            let pid = Int32(words[2]), let identity = ProcessTable.identity(of: pid),
            (told - min(told, 1)...told + Self.slowestFork).contains(identity.startTime)
        else { return nil }
        return ChildProcess.adopt(identity)
    }

    /// Ticks a fork may take on a host that is very busy.
    private static let slowestFork: UInt64 = 3000

    /// Hundredths of a second since the boot, which is what the kernel counts the begin of a process in.
    private static func ticks() -> UInt64 {
        let text = (try? Files.text("/proc/uptime")) ?? ""
        return UInt64(text.prefix { $0 != " " }.filter { $0 != "." }) ?? 0
    }
}
