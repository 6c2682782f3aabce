import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// A piece of a log that was put aside, open at its beginning: plain, or while it is read no longer compressed.
final class LogPiece {
    let name: String
    private let file: OpenFile
    private let decoder: ZstdDecoder?
    private var taken: Int64 = 0
    /// Plain bytes; the program may have put anything in a piece's place.
    private static let most: Int64 = 4 << 30

    /// The plain one as long as it is there, for then the other may not be whole; nil when neither is.
    init?(_ log: String, _ number: Int) {
        let path = LogPieceName.path(log, number)
        if let plain = try? PlainFile.read(path) {
            name = Self.name(path)
            file = plain
            decoder = nil
            return
        }
        guard let compressed = try? PlainFile.read(path + LogPieceName.ending) else { return nil }
        let name = Self.name(path + LogPieceName.ending)
        guard let decoder = try? ZstdDecoder(named: name, source: { try compressed.read(into: $0) }) else { return nil }
        self.name = name
        file = compressed
        self.decoder = decoder
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    /// The next bytes; none at its end. Throws when it is damaged.
    func next() throws -> [UInt8] {
        let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) {
            $1 = try decoder?.read(into: .init($0)) ?? file.read(into: .init($0))
        }
        taken += Int64(piece.count)
        guard taken <= Self.most else { throw Refusal(.badInput, "\(name) has no end") }
        return piece
    }

    /// The last bytes; of a compressed piece all must be read for them. Throws when it is damaged.
    func last(_ count: Int) throws -> [UInt8] {
        if decoder == nil { try file.seek(to: max(0, try file.size() - Int64(count))) }
        var bytes: [UInt8] = []
        while case let piece = try next(), !piece.isEmpty {
            bytes += piece
            // Not each time: an array loses its first elements one by one at a price.
            if bytes.count >= 2 * count + piece.count { bytes.removeFirst(bytes.count - count) }
        }
        return bytes.suffix(count)
    }

    /// What is said in the place of a damaged piece.
    func damage(_ error: any Error) -> String {
        let cause = (error as? Refusal)?.sentence ?? "\(error)"
        return "slipway: the piece \(name) of the log is left out, it cannot be read: \(cause)"
    }
}
