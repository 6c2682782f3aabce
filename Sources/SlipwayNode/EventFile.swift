import SlipwayControl
import SlipwaySystem

/// Reads `events.jsonl` and the older piece beside it. A line that cannot be understood is passed over.
struct EventFile {
    private let path: String
    private static let most = 4 << 20

    init(_ path: String) { self.path = path }

    private func bytes(_ path: String) -> [UInt8] {
        (try? PlainFile.read(path).readAll(limit: Self.most)) ?? []
    }

    var endsWithLine: Bool {
        get throws {
            let file = try PlainFile.read(path)
            let size = try file.size()
            guard size > 0 else { return true }
            let last = try [UInt8](unsafeUninitializedCapacity: 1) { $1 = try file.read(into: .init($0), at: size - 1) }
            return last == [10]
        }
    }

    /// 0 when there is no event.
    var lastSequence: Int { latest(1) { _ in true }.last?.sequence ?? 0 }

    /// Oldest first; the newest lines are looked at first, and no more of them than are needed.
    func latest(_ count: Int, _ isWanted: (EventDocument) -> Bool) -> [EventDocument] {
        var found: [EventDocument] = []
        for piece in [path, path + ".1"] where found.count < count {
            var rest = bytes(piece)[...]
            while !rest.isEmpty, found.count < count {
                let end = rest.dropLast().lastIndex(of: 10).map { $0 + 1 } ?? rest.startIndex
                let line = rest[end...].filter { $0 != 10 }
                rest = rest[..<end]
                if let event = try? JSONText.value(EventDocument.self, from: line), isWanted(event) {
                    found.append(event)
                }
            }
        }
        return found.reversed()
    }
}
