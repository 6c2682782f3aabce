import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Synchronization

/// Has a VM write its heap and takes it into the incidents at once, for the next start empties the place where the VM
/// may write. All of it on a thread of its own: what comes too late is removed.
final class IncidentHeap: Sendable {
    private enum Outcome { case awaited, taken(String), abandoned }

    private let app: AppLayout
    private let dump: String
    private let outcome = Mutex(Outcome.awaited)
    private static let most: Int64 = 60_000

    init(_ app: AppLayout, _ generation: Int, _ process: ProcessIdentity) {
        self.app = app
        dump = app.slotLayout(generation).temp + "/slipway-incident-\(process.pid).hprof"
    }

    func gather(_ process: ProcessIdentity, into evidence: inout Evidence) {
        gather(into: &evidence, within: Self.most) { dump, deadline in
            try Self.checkRoom(process, dump)
            try Disk.unlink(dump)
            try JVMAttachment(process).heap(into: dump, deadline: deadline)
        }
    }

    /// `write` makes the dump.
    func gather(
        into evidence: inout Evidence, within milliseconds: Int64,
        _ write: @escaping @Sendable (_ dump: String, _ deadline: Int64) throws -> Void
    ) {
        let source = EvidenceGatherer.Source(IncidentFolder.heap) { deadline in
            try self.take { try write(self.dump, deadline) }
            return []
        }
        let found = EvidenceGatherer.gather([source], within: milliseconds)
        evidence.took += found.took
        outcome.withLock { outcome in
            if case .taken(let path) = outcome {
                evidence.heap = path
            } else {
                outcome = .abandoned
                evidence.missing += found.missing
            }
        }
    }

    private func take(_ write: () throws -> Void) throws {
        let path: String
        do {
            try write()
            path = try IncidentFolder(app).take(dump)
        } catch {
            try? Disk.unlink(dump)
            throw error
        }
        let isLate = outcome.withLock { outcome in
            if case .abandoned = outcome { return true }
            outcome = .taken(path)
            return false
        }
        if isLate { try Disk.unlink(path) }
    }

    private static func checkRoom(_ process: ProcessIdentity, _ dump: String) throws {
        let room = try Files.room(at: parent(of: dump)).bytes
        let fields = try Files.text("/proc/\(process.pid)/statm", limit: 4096).split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return }
        let size = pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
        if room < size {
            throw Refusal(
                .noRoom, "\(ByteSize.words(room)) are free and the heap may need \(ByteSize.words(size))")
        }
    }
}
