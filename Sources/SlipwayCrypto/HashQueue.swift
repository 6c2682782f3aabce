import SlipwaySystem

/// Hashes on a thread of its own, in order, while its owner does something else with the same bytes. A digest handed to
/// it may be used again after `drain`. Not for two owners at once.
package final class HashQueue {
    private struct Job {
        var bytes: [UInt8]
        var digests: [SHA256]
    }

    private final class Line: @unchecked Sendable {
        let monitor = Monitor()
        var jobs: [Job] = []
        var queued = 0
        var busy = false
        var ended = false
    }

    private let line = Line()
    private static let most = 8 << 20

    package init() throws {
        let line = line
        try Threads.start { Self.run(line) }
    }

    deinit { line.monitor.with { line.ended = true } }

    /// Copies the bytes; waits while much is queued.
    package func add(_ bytes: UnsafeRawBufferPointer, to digests: SHA256...) {
        let job = Job(bytes: Array(bytes), digests: digests)
        line.monitor.when { line.queued < Self.most ? () : nil }
        line.monitor.with {
            line.jobs.append(job)
            line.queued += bytes.count
        }
    }

    /// Waits until everything handed over is hashed.
    package func drain() {
        line.monitor.when { line.jobs.isEmpty && !line.busy ? () : nil }
    }

    private static func run(_ line: Line) {
        while true {
            let jobs = line.monitor.when { () -> [Job]? in
                if line.jobs.isEmpty { return line.ended ? [] : nil }
                defer { line.jobs = [] }
                line.busy = true
                return line.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs {
                for digest in job.digests { digest.update(job.bytes) }
                line.monitor.with { line.queued -= job.bytes.count }
            }
            line.monitor.with { line.busy = false }
        }
    }
}
