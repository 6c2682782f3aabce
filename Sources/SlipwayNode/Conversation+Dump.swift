import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

extension Conversation {
    /// Asks the live process for its threads, which arrive as lines, or for its heap, whose file is told.
    func dump(_ app: String, _ kind: NodeRequest.DumpKind) throws -> String {
        let desk = try node.desk(app)
        let process = try live(desk)
        do {
            let sentence: String
            switch kind {
            case .threads:
                let lines = try JVMAttachment(process).threads(deadline: Clock.monotonic() + 15_000)
                for line in lines { tell(.line(text: line)) }
                desk.note("dump", "threads of pid \(process.pid)", by: by)
                sentence = ""
            case .heap:
                let path = try HeapFile(desk.app).write(process)
                tell(.line(text: path))
                sentence =
                    "the live objects of \(app), \(ByteSize.words((try Files.facts(path))?.size ?? 0)); "
                    + "they may hold secrets"
                desk.note("dump", "heap of pid \(process.pid) in \(path)", by: by)
            }
            return sentence
        } catch {
            desk.note("dump", (error as? Refusal)?.sentence ?? "\(error)", by: by, outcome: "failed")
            throw error
        }
    }

    private func live(_ desk: AppDesk) throws -> ProcessIdentity {
        let slots = try processes(desk)
        guard let slot = slots.first(where: { $0.generation == desk.liveGeneration }) ?? slots.first,
            let process = slot.process
        else {
            throw Refusal(
                .notActive, "\(desk.name) is stopped",
                hint: "start it: " + node.configuration.command("start \(desk.name)"))
        }
        return process
    }
}

/// Where heaps are put: `shared/dumps`, for the node's owner only, since whatever the app knows is in them.
struct HeapFile {
    private let app: AppLayout
    init(_ app: AppLayout) { self.app = app }

    func write(_ process: ProcessIdentity) throws -> String {
        let folder = app.shared + "/dumps"
        try Folders.make(app.shared)
        try Folders.make(folder, mode: 0o700)
        let room = try Files.room(at: folder).bytes
        if let size = HostFacts().resident(process.pid), room < size {
            throw Refusal(
                .noRoom, "\(folder) has \(ByteSize.words(room)) free and the heap may need \(ByteSize.words(size))",
                hint: "free some room and try again")
        }
        let stamp = Clock.text(Clock.wall()).filter { $0 != ":" && $0 != "-" }
        let path = "\(folder)/\(app.name)-\(stamp).hprof"
        do {
            try JVMAttachment(process).heap(into: path, deadline: Clock.monotonic() + 600_000)
            try Disk.chmod(path, 0o600)
        } catch {
            try? Disk.unlink(path)
            throw error
        }
        return path
    }
}
