package import SlipwayControl
package import SlipwayModel
import SlipwaySystem

/// The incidents of one app on disk, a folder `SEQUENCE-CAUSE` each: written beside and renamed when complete.
package struct IncidentFolder: Sendable {
    private let path: String

    package init(_ app: AppLayout) { path = app.incidents }

    /// Under this name nobody else writes.
    private static let fresh = ".new-"
    private static let document = "incident.json"
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
    private var names: [(sequence: Int, name: String)] {
        ((try? Files.names(in: path)) ?? []).compactMap { name in
            guard let dash = name.firstIndex(of: "-"), let sequence = Int(name[..<dash]) else { return nil }
            return (sequence, name)
        }.sorted { $0.sequence < $1.sequence }
    }

    private func read(_ name: String) -> IncidentDocument? {
        guard let bytes = try? Files.read("\(path)/\(name)/\(Self.document)", limit: 1 << 20),
            var incident = try? JSONText.value(IncidentDocument.self, from: bytes)
        else { return nil }
        incident.path = "\(path)/\(name)"
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

    /// Writes it with its pieces; its number, place and pieces are filled in.
    package func store(_ incident: inout IncidentDocument, _ evidence: Evidence) throws {
        // Not with its parents: an app that is gone stays gone.
        try Disk.makeFolder(path, mode: 0o700)
        incident.sequence = next
        let name = "\(incident.sequence)-\(incident.cause)"
        incident.path = "\(path)/\(name)"
        incident.missing = evidence.missing
        incident.took = evidence.took
        incident.pieces = []
        let folder = path + "/" + Self.fresh + name
        try Folders.removeAll(folder)
        do {
            try Disk.makeFolder(folder, mode: 0o700)
            for (piece, bytes) in evidence.pieces {
                try write(bytes, folder + "/" + piece)
                incident.pieces.append(.init(name: piece, bytes: Int64(bytes.count)))
            }
            if let heap = evidence.heap, let bytes = try take(heap, folder + "/" + Self.heap) {
                incident.pieces.append(.init(name: Self.heap, bytes: bytes))
            }
            try write(try JSONText.bytes(incident, pretty: true), folder + "/" + Self.document)
            try Disk.rename(folder, to: incident.path)
        } catch {
            try? Folders.removeAll(folder)
            throw error
        }
        try Disk.syncFolder(path)
    }

    /// Lets go what is too much; of heap dumps the newest alone stays.
    package func bound(_ limits: ServiceSpec.Incidents) throws {
        let all = all
        let gone = IncidentPlan.removed(
            all.map { incident in
                let texts = incident.pieces.filter { $0.name != Self.heap }
                return IncidentPlan.Entry(
                    sequence: incident.sequence, cause: incident.cause, at: LogTime(incident.at)?.milliseconds ?? 0,
                    bytes: texts.reduce(0) { $0 + $1.bytes })
            }, keep: limits.keep, size: limits.size)
        for incident in all where gone.contains(incident.sequence) {
            let away = path + "/" + Self.fresh + "gone-\(incident.sequence)"
            try Disk.rename(incident.path, to: away)
            try Folders.removeAll(away)
        }
        let heaps = all.filter { !gone.contains($0.sequence) && $0.pieces.contains { $0.name == Self.heap } }
        for incident in heaps.dropLast() { try dropHeap(of: incident) }
    }

    private func dropHeap(of incident: IncidentDocument) throws {
        var incident = incident
        incident.pieces.removeAll { $0.name == Self.heap }
        incident.missing.append("\(Self.heap): the latest heap dump alone is kept")
        try DurableFile.replace(
            incident.path + "/" + Self.document, with: try JSONText.bytes(incident, pretty: true), mode: 0o600)
        try Disk.unlink(incident.path + "/" + Self.heap)
    }

    private func write(_ bytes: [UInt8], _ file: String) throws {
        let open = try Disk.create(file, mode: 0o600, exclusive: true)
        try Disk.write(bytes, to: open, file)
        try Disk.sync(open, file)
    }

    /// The VM wrote it where the app may write, so anything may lie there by now; nil unless it is a plain file.
    private func take(_ heap: String, _ file: String) throws -> Int64? {
        try Disk.rename(heap, to: file)
        guard let facts = try Files.facts(file), facts.kind == .file, facts.links == 1 else {
            try Disk.unlink(file)
            return nil
        }
        try Disk.chmod(file, 0o600)
        return facts.size
    }
}
