import SlipwayControl
package import SlipwayModel
import SlipwaySystem

/// What is too much goes; what cannot be read any more counts and goes in its turn, too.
extension IncidentFolder {
    /// Lets go what is too much; of heap dumps the newest alone stays.
    package func bound(_ limits: ServiceSpec.Incidents) throws {
        let gone = IncidentPlan.removed(entries, keep: limits.keep, size: limits.size)
        // What makes the most room first.
        for incident in heaps.filter({ !gone.contains($0.sequence) }).dropLast() { try dropHeap(of: incident) }
        try remove(gone)
    }

    /// False when there is nothing to part with.
    func makeRoom(_ evidence: inout Evidence) -> Bool {
        do {
            if let oldest = heaps.first {
                try dropHeap(of: oldest)
            } else if let heap = evidence.heap {
                try Disk.unlink(heap)
                evidence.heap = nil
                evidence.missing.append("\(Self.heap): there was no room for it")
            } else {
                let entries = entries
                let gone = IncidentPlan.removed(entries, keep: entries.count - 1, size: .max)
                guard !gone.isEmpty else { return false }
                try remove(gone)
            }
            return true
        } catch {
            return false
        }
    }

    private var heaps: [IncidentDocument] { all.filter(\.hasHeap) }

    private var entries: [IncidentPlan.Entry] {
        names.map { sequence, name in
            if let incident = read(name) {
                let texts = incident.pieces.filter { $0.name != Self.heap }
                return IncidentPlan.Entry(
                    sequence: sequence, cause: incident.cause, at: LogTime(incident.at)?.milliseconds ?? 0,
                    bytes: texts.reduce(0) { $0 + $1.bytes })
            }
            let place = path + "/" + name
            let files = (try? Files.walk(place)) ?? []
            let seconds = (try? Files.facts(place))??.modified ?? 0
            return IncidentPlan.Entry(
                sequence: sequence, cause: String(name.drop { $0 != "-" }.dropFirst()),
                at: max(0, min(seconds, 1 << 40)) * 1000,
                bytes: files.filter { $0.facts.kind == .file }.reduce(0) { $0 + $1.facts.size })
        }
    }

    private func remove(_ sequences: [Int]) throws {
        for (sequence, name) in names where sequences.contains(sequence) {
            let away = path + "/" + Self.fresh + "gone-" + name
            let place = path + "/" + name
            do {
                try Disk.rename(place, to: away)
                try Folders.removeAll(away)
            } catch let error as SystemError where error.isLackOfRoom {
                // Half of one counts, and goes in its turn.
                try Folders.removeAll(place)
            }
        }
    }

    private func dropHeap(of incident: IncidentDocument) throws {
        try Disk.unlink(incident.path + "/" + Self.heap)
        var incident = incident
        incident.forgetHeap()
        // Whoever reads it sees that the file is gone.
        guard let bytes = try? JSONText.bytes(incident, pretty: true) else { return }
        try? DurableFile.replace(incident.path + "/" + Self.document, with: bytes, mode: 0o600)
    }
}

extension IncidentDocument {
    var hasHeap: Bool { pieces.contains { $0.name == IncidentFolder.heap } }

    mutating func forgetHeap() {
        pieces.removeAll { $0.name == IncidentFolder.heap }
        missing.append("\(IncidentFolder.heap): the latest heap dump alone is kept")
    }
}
