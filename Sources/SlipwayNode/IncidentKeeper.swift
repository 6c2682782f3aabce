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
    /// What processes that ran had as secrets, the latest first: an end may be looked into after a change of them.
    private let known = Mutex(SecretValues([]))

    /// Milliseconds that evidence may take, a heap dump apart.
    private static let most: Int64 = 5000
    /// Bytes of a sentence.
    private static let longest = 500

    package init(_ app: AppLayout, secrets: String) {
        self.app = app
        self.secrets = secrets
        folder = IncidentFolder(app)
    }

    /// What a daemon that was killed has left; nobody writes yet.
    package func sweep() { writing.withLock { _ in folder.sweep() } }

    /// Remembers the secrets of a process that has begun to run.
    package func learnSecrets(_ service: ServiceSpec, of generation: Int) { _ = mask(service, generation) }

    /// To cover those that are there now and those that were.
    private func mask(_ service: ServiceSpec?, _ generation: Int) -> SecretValues {
        let files = app.slotLayout(generation).secretFiles
        let present = SecretValues(service?.secrets ?? [], in: secrets, files: files)
        return known.withLock { known in
            let all = present.with(known)
            known = all.latest(4, within: 64 << 10)
            return all
        }
    }

    /// What is wrong, as it may be told.
    package func sentence(_ why: Condemnation, _ subject: Subject) -> String {
        Self.cut(mask(subject.service, subject.generation).masked(why.reason))
    }

    private static func cut(_ text: String) -> String {
        // The mark of a cut has three bytes.
        text.utf8.count <= longest ? PrintedLine.cut(text, to: longest) : PrintedLine.cut(text, to: longest - 3)
    }

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
            .init("log.txt", keepsEnd: true) { _ in IncidentLog(self.app).latest },
            .init("secrets") { _ in
                _ = self.mask(subject.service, subject.generation)
                return []
            },
            .init("counters.txt") { _ in Array(ProcessEvidence.counters(pid).utf8) },
            .init("files.txt") { _ in Array(ProcessEvidence.openFiles(pid).utf8) },
            .init("memory.txt") { _ in Array(ProcessEvidence.memoryMap(pid).utf8) },
        ]
        var evidence = EvidenceGatherer.gather(sources, within: Self.most)
        // They are gone with the process, and are no evidence.
        evidence.pieces.removeAll { $0.name == "secrets" }
        if isJava, subject.service?.incidents?.heap == true { addHeap(subject, process, &evidence) }
        return evidence
    }

    private func addHeap(_ subject: Subject, _ process: ProcessIdentity, _ evidence: inout Evidence) {
        // One that gives no thread dump gives no heap either.
        let threads = evidence.pieces.first { $0.name == "threads.txt" }?.bytes ?? []
        if threads.isEmpty || threads.starts(with: Array("no thread dump".utf8)) {
            evidence.missing.append("\(IncidentFolder.heap): its VM does not answer")
        } else {
            IncidentHeap(app, subject.generation, process).gather(process, into: &evidence)
        }
    }

    /// Of a process that is gone.
    private func remember(_ subject: Subject, _ exit: WrapperStatus.Exit? = nil) -> Evidence {
        EvidenceGatherer.gather(
            [
                .init("probes.txt") { _ in Array(subject.probes.utf8) },
                .init("log.txt", keepsEnd: true) { _ in
                    let log = IncidentLog(self.app)
                    return exit.map { log.before($0, of: subject.generation) } ?? log.latest
                },
            ], within: Self.most)
    }

    /// Writes it down; returns its number and what is said of it.
    @discardableResult
    package func keep(
        _ subject: Subject, _ why: Condemnation, _ evidence: Evidence
    ) throws -> (number: Int, sentence: String) {
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
        IncidentLog(app).awaitEnd(exit, of: subject.generation)
        let why = ExitReason.of(exit)
        var evidence = remember(subject, exit)
        if let pid = exit.pid ?? subject.process?.pid {
            let report = CrashReport(app.slotLayout(subject.generation), subject.service)
            if let bytes = report.read(pid: pid, at: exit.at) { evidence.pieces.insert(("hs_err.log", bytes), at: 0) }
        }
        let pid = exit.pid ?? subject.process?.pid
        let kept = try store(subject, .exit, why, evidence, at: exit.at, pid: pid)
        ExitMarks(app).note(subject.generation, incarnation: exit.incarnation, at: exit.at)
        return kept
    }

    private func store(
        _ subject: Subject, _ kind: IncidentDocument.Kind, _ why: Condemnation, _ evidence: Evidence, at: Int64,
        pid: Int32?
    ) throws -> (number: Int, sentence: String) {
        let mask = mask(subject.service, subject.generation)
        var evidence = evidence
        for index in evidence.pieces.indices {
            evidence.pieces[index].bytes = mask.masked(evidence.pieces[index].bytes)
        }
        evidence.missing = evidence.missing.map { Self.cut(mask.masked($0)) }
        var incident = IncidentDocument(
            app: app.name, sequence: 0, kind: kind, cause: why.cause, sentence: Self.cut(mask.masked(why.reason)),
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
            return (incident.sequence, incident.sentence)
        }
    }
}

extension IncidentKeeper {
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
}
