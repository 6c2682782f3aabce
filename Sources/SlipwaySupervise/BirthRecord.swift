import Glibc
import SlipwayModel
import SlipwaySystem

/// A file that tells of a process before anything else does: `BOOT TICKS PID`, the last word written by the process
/// itself just after the fork.
struct BirthRecord {
    private let path: String

    init(_ path: String) { self.path = path }
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
        let words = text.split { $0 == " " || $0 == "\n" }
        guard words.count == 3, words[0] == ProcessTable.bootId(), let told = UInt64(words[1]),
            let pid = Int32(words[2]), pid > 1, let identity = ProcessTable.identity(of: pid),
            identity.startTime >= told - min(told, 1),
            identity.startTime - min(told, identity.startTime) <= Self.slowestFork
        else { return nil }
        return ChildProcess.adopt(identity)
    }

    /// Empty when it is no file of ours: the folder may be the app's, which could name any process here.
    private var text: String {
        guard let file = try? PlainFile.read(path) else { return "" }
        return withExtendedLifetime(file) {
            guard let facts = try? Files.facts("/proc/self/fd/\(file.fd)", following: true), facts.owner == geteuid(),
                let bytes = try? file.readAll(limit: 4096)
            else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Ticks a fork may take on a host that is very busy.
    private static let slowestFork: UInt64 = 3000

    /// The time since the boot, counted as the kernel counts the begin of a process. `/proc/uptime` may be a container's.
    private static func ticks() -> UInt64 {
        UInt64(max(Clock.monotonic(), 0)) * UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1)) / 1000
    }
}
