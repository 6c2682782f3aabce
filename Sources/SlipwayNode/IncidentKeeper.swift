import Glibc
import SlipwayControl
import SlipwayDeploy
package import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Synchronization

/// Gathers the evidence of what goes wrong in one app and keeps it as incidents, one after the other.
package final class IncidentKeeper: Sendable {
    /// Whose evidence is wanted.
    package struct Subject: Sendable {
        package var generation: Int
        package var incarnation: Int
        package var process: ProcessIdentity?
        package var service: ServiceSpec?
        /// `shop 1.4.2`.
        package var release: String?
        /// What its checks have said.
        package var probes: String
        package init(
            generation: Int, incarnation: Int, process: ProcessIdentity?, service: ServiceSpec?, release: String?,
            probes: String
        ) {
            self.generation = generation
            self.incarnation = incarnation
            self.process = process
            self.service = service
            self.release = release
            self.probes = probes
        }
    }

    private let app: AppLayout
    private let secrets: String
    private let folder: IncidentFolder
    /// Held while one is written.
    private let writing = Mutex(())
    /// Held while an end is looked into.
    private let noting = Mutex(())

    /// Milliseconds that evidence may take, a heap dump apart.
    private static let most: Int64 = 5000
    private static let mostHeap: Int64 = 60_000

    package init(_ app: AppLayout, secrets: String) {
        self.app = app
        self.secrets = secrets
        folder = IncidentFolder(app)
    }

    /// What a daemon that was killed has left; nobody writes yet.
    package func sweep() { writing.withLock { _ in folder.sweep() } }

    /// Of a process that runs and is about to be ended.
    package func examine(_ subject: Subject) -> Evidence {
        guard let process = subject.process else { return remember(subject) }
        let pid = process.pid
        let isJava = subject.service.map { $0.runtime != .exec } ?? false
        let sources = [
            EvidenceGatherer.Source("threads.txt", most: 4 << 20) { deadline in
                Self.threads(process, isJava: isJava, deadline - 1500)
            },
            .init("probes.txt") { _ in Array(subject.probes.utf8) },
            .init("log.txt", keepsEnd: true) { _ in self.lastLines() },
            .init("counters.txt") { _ in Array(ProcessEvidence.counters(pid).utf8) },
            .init("files.txt") { _ in Array(ProcessEvidence.openFiles(pid).utf8) },
            .init("memory.txt") { _ in Array(ProcessEvidence.memoryMap(pid).utf8) },
        ]
        var evidence = EvidenceGatherer.gather(sources, within: Self.most)
        if isJava, subject.service?.incidents?.heap == true { addHeap(subject, process, &evidence) }
        return evidence
    }

    /// Of a process that is gone.
    private func remember(_ subject: Subject) -> Evidence {
        EvidenceGatherer.gather(
            [
                .init("probes.txt") { _ in Array(subject.probes.utf8) },
                .init("log.txt", keepsEnd: true) { _ in self.lastLines() },
            ], within: Self.most)
    }

    /// Writes it down; returns its number.
    package func keep(_ subject: Subject, _ why: Condemnation, _ evidence: Evidence) throws -> Int {
        try store(subject, .condemned, why, evidence, at: Clock.wall(), pid: subject.process?.pid)
    }

    /// Of an end that nobody asked for; nil when it is known already.
    package func note(_ exit: WrapperStatus.Exit, _ subject: Subject) throws -> (number: Int, sentence: String)? {
        try noting.withLock { _ in
            guard ExitMarks(app).isNew(exit, of: subject.generation), !Self.isOfBoot(exit) else { return nil }
            return try noteNew(exit, subject)
        }
    }

    /// What ran when the host went down is missed by the first wrapper after it: no illness.
    private static func isOfBoot(_ exit: WrapperStatus.Exit) -> Bool {
        let boot = Clock.wall() - Clock.monotonic()
        return exit.how == Ending.unknown.description && exit.at - boot < 600_000
    }

    private func noteNew(
        _ exit: WrapperStatus.Exit, _ subject: Subject
    ) throws -> (number: Int, sentence: String) {
        awaitLog(exit, subject.generation)
        let why = ExitReason.of(exit)
        var evidence = remember(subject)
        if let pid = exit.pid ?? subject.process?.pid {
            let report = CrashReport(app.slotLayout(subject.generation), subject.service)
            if let bytes = report.read(pid: pid, at: exit.at) { evidence.pieces.insert(("hs_err.log", bytes), at: 0) }
        }
        let pid = exit.pid ?? subject.process?.pid
        let number = try store(subject, .exit, why, evidence, at: exit.at, pid: pid)
        ExitMarks(app).note(subject.generation, incarnation: exit.incarnation, at: exit.at)
        return (number, why.reason)
    }

    private func store(
        _ subject: Subject, _ kind: IncidentDocument.Kind, _ why: Condemnation, _ evidence: Evidence, at: Int64,
        pid: Int32?
    ) throws -> Int {
        let slot = app.slotLayout(subject.generation)
        let mask = SecretValues(subject.service?.secrets ?? [], in: secrets, files: slot.secretFiles)
        var evidence = evidence
        for index in evidence.pieces.indices {
            evidence.pieces[index].bytes = mask.masked(evidence.pieces[index].bytes)
        }
        evidence.missing = evidence.missing.map(mask.masked)
        var incident = IncidentDocument(
            app: app.name, sequence: 0, kind: kind, cause: why.cause, sentence: mask.masked(why.reason),
            at: Clock.text(at), generation: subject.generation, incarnation: subject.incarnation, path: "")
        incident.release = subject.release
        incident.pid = pid
        return try writing.withLock { _ in
            defer { if let heap = evidence.heap { try? Disk.unlink(heap) } }
            try folder.store(&incident, evidence)
            do {
                try folder.bound(subject.service?.incidents ?? ServiceSpec.Incidents())
            } catch {
                DaemonLog.write("\(app.name): old incidents cannot be removed: \(error)")
            }
            return incident.sequence
        }
    }
}

extension IncidentKeeper {
    private func lastLines() -> [UInt8] {
        Array(LogTail.lines(app, 200).map { $0 + "\n" }.joined().utf8)
    }

    private static func threads(_ process: ProcessIdentity, isJava: Bool, _ deadline: Int64) -> [UInt8] {
        var lines: [String] = []
        if isJava, KernelThreads.isStopped(process.pid) {
            lines = ["no thread dump: the process is stopped by a signal", ""]
        } else if isJava {
            do {
                return Array(try JVMAttachment(process).threads(deadline: deadline).joined(separator: "\n").utf8)
            } catch {
                lines = ["no thread dump: \((error as? Refusal)?.sentence ?? "\(error)")", ""]
            }
        }
        return Array((lines + KernelThreads.lines(process.pid)).map { $0 + "\n" }.joined().utf8)
    }

    /// The VM writes it itself, so into a folder of its own.
    private func addHeap(_ subject: Subject, _ process: ProcessIdentity, _ evidence: inout Evidence) {
        let begun = Clock.monotonic()
        defer { evidence.took += Clock.monotonic() - begun }
        let dump = app.slotLayout(subject.generation).temp + "/slipway-incident.hprof"
        do {
            // One that gives no thread dump gives no heap either.
            let threads = evidence.pieces.first { $0.name == "threads.txt" }?.bytes ?? []
            guard !threads.isEmpty, !threads.starts(with: Array("no thread dump".utf8)) else {
                throw Refusal(.failed, "its VM does not answer")
            }
            try checkRoom(process, dump)
            try Disk.unlink(dump)
            let heap = EvidenceGatherer.Source(IncidentFolder.heap) { deadline in
                try JVMAttachment(process).heap(into: dump, deadline: deadline)
                return []
            }
            let outcome = EvidenceGatherer.gather([heap], within: Self.mostHeap)
            if outcome.missing.isEmpty {
                evidence.heap = dump
            } else {
                evidence.missing += outcome.missing
                try Disk.unlink(dump)
            }
        } catch {
            let words = (error as? Refusal)?.sentence ?? "\(error)"
            evidence.missing.append("\(IncidentFolder.heap): \(words)")
        }
    }

    private func checkRoom(_ process: ProcessIdentity, _ dump: String) throws {
        let room = try Files.room(at: parent(of: dump)).bytes
        let fields = try Files.text("/proc/\(process.pid)/statm", limit: 4096).split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return }
        let size = pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
        if room < size {
            throw Refusal(
                .noRoom, "\(ByteSize.words(room)) are free and the heap may need \(ByteSize.words(size))")
        }
    }

    /// The last lines of a program may still be on their way when its end is known; the wrapper's own line of that end
    /// comes after them.
    private func awaitLog(_ exit: WrapperStatus.Exit, _ generation: Int) {
        let deadline = Clock.monotonic() + 1000
        while Clock.monotonic() < deadline {
            let isThere = LogTail.lines(app, 50).contains { line in
                guard let mark = LogMark(line), mark.slot == generation, mark.turn == .ends else { return false }
                return mark.at >= exit.at - 1000
            }
            // Nothing tells when a line has been written.
            if isThere || exit.at < Clock.wall() - 10_000 { return }
            _ = poll(nil, 0, 50)
        }
    }
}
