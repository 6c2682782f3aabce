package import SlipwayControl
package import SlipwayModel
import SlipwaySystem

/// The incidents of one app on disk, a folder `SEQUENCE-CAUSE` each: written beside and renamed when complete.
package struct IncidentFolder: Sendable {
    let path: String

    package init(_ app: AppLayout) { path = app.incidents }

    /// Under this name nobody else writes.
    static let fresh = ".new-"
    static let document = "incident.json"
    package static let heap = "heap.hprof"
    /// Bytes of one piece that are shown.
    package static let shown = 256 << 10

    /// The latest last.
    package var all: [IncidentDocument] { names.compactMap { read($0.name) } }

    package var latest: IncidentDocument? { names.reversed().lazy.compactMap { read($0.name) }.first }

    package var count: Int { names.count }

    package var next: Int { (names.last?.sequence ?? 0) + 1 }

    /// One with the texts of its pieces; nil when there is none.
    package func shown(_ sequence: Int) -> IncidentDocument? {
        guard let name = names.first(where: { $0.sequence == sequence })?.name, var incident = read(name) else {
            return nil
        }
        for index in incident.pieces.indices where incident.pieces[index].name != Self.heap {
            incident.pieces[index].text = text("\(path)/\(name)/\(incident.pieces[index].name)")
        }
        return incident
    }

    /// Sorted by number.
    var names: [(sequence: Int, name: String)] {
        ((try? Files.names(in: path)) ?? []).compactMap { name in
            guard let dash = name.firstIndex(of: "-"), let sequence = Int(name[..<dash]),
                (1..<Int.max / 2).contains(sequence)
            else { return nil }
            return (sequence, name)
        }.sorted { $0.sequence < $1.sequence }
    }

    func read(_ name: String) -> IncidentDocument? {
        guard let bytes = try? Files.read("\(path)/\(name)/\(Self.document)", limit: 1 << 20),
            var incident = try? JSONText.value(IncidentDocument.self, from: bytes)
        else { return nil }
        incident.path = "\(path)/\(name)"
        // Its room may have been needed when there was none to write that down.
        if incident.hasHeap, !Files.exists(incident.path + "/" + Self.heap) { incident.forgetHeap() }
        return incident
    }

    private func text(_ file: String) -> String? {
        guard let open = try? PlainFile.read(file), let size = try? open.size(),
            (try? open.seek(to: 0)) != nil, let bytes = try? open.readAll(limit: 16 << 20)
        else { return nil }
        let most = Self.shown
        guard bytes.count > most else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.prefix(most), as: UTF8.self) + "\n(the first 256 KiB of \(size) bytes)\n"
    }
}

extension IncidentFolder {
    /// What a daemon that was killed has left.
    package func sweep() {
        for name in (try? Files.names(in: path)) ?? [] where name.hasPrefix(Self.fresh) || name.hasSuffix(".new") {
            try? Folders.removeAll(path + "/" + name)
        }
    }

    /// Takes over what a VM has written where its app may write, so anything may lie there by now. Returns its place
    /// among the incidents, which `store` or the next daemon's `sweep` empties.
    package func take(_ dump: String) throws -> String {
        // Not with its parents: an app that is gone stays gone.
        try Disk.makeFolder(path, mode: 0o700)
        let taken = path + "/" + Self.fresh + lastName(of: dump)
        try Disk.rename(dump, to: taken)
        guard let facts = try Files.facts(taken), facts.kind == .file, facts.links == 1 else {
            try Folders.removeAll(taken)
            throw Refusal(.failed, "what lies at \(dump) is no plain file")
        }
        try Disk.chmod(taken, 0o600)
        return taken
    }

    /// Writes it with its pieces; its number, place and pieces are filled in. Where there is no room an older one, or a
    /// heap, makes some.
    package func store(_ incident: inout IncidentDocument, _ evidence: Evidence) throws {
        do {
            try write(&incident, evidence)
        } catch let error as SystemError where error.isLackOfRoom {
            var evidence = evidence
            guard makeRoom(&evidence) else { throw error }
            try write(&incident, evidence)
        }
    }

    private func write(_ incident: inout IncidentDocument, _ evidence: Evidence) throws {
        try Disk.makeFolder(path, mode: 0o700)
        incident.sequence = next
        let name = "\(incident.sequence)-\(incident.cause)"
        incident.path = "\(path)/\(name)"
        incident.missing = evidence.missing
        incident.took = evidence.took
        incident.pieces = []
        let folder = path + "/" + Self.fresh + name
        let heap = folder + "/" + Self.heap
        try Folders.removeAll(folder)
        do {
            try Disk.makeFolder(folder, mode: 0o700)
            for (piece, bytes) in evidence.pieces {
                try write(bytes, folder + "/" + piece)
                incident.pieces.append(.init(name: piece, bytes: Int64(bytes.count)))
            }
            if let taken = evidence.heap { move(taken, to: heap, &incident) }
            try write(try JSONText.bytes(incident, pretty: true), folder + "/" + Self.document)
            try Disk.rename(folder, to: incident.path)
        } catch {
            if let taken = evidence.heap, Files.exists(heap) { try? Disk.rename(heap, to: taken) }
            try? Folders.removeAll(folder)
            throw error
        }
        try Disk.syncFolder(path)
    }

    /// One that cannot be moved is missing, no more.
    private func move(_ taken: String, to heap: String, _ incident: inout IncidentDocument) {
        do {
            try Disk.rename(taken, to: heap)
            incident.pieces.append(.init(name: Self.heap, bytes: try Files.facts(heap)?.size ?? 0))
        } catch {
            incident.missing.append("\(Self.heap): \(error)")
        }
    }

    private func write(_ bytes: [UInt8], _ file: String) throws {
        let open = try Disk.create(file, mode: 0o600, exclusive: true)
        try Disk.write(bytes, to: open, file)
        try Disk.sync(open, file)
    }
}
