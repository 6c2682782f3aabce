import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Reads a log as a person would: its pieces in their order, the plain form of one while it is there.
enum PieceReader {
    static func lines(_ log: String) throws -> [String] {
        let names = try Files.names(in: parent(of: log)).compactMap {
            LogPieceName($0, of: String(log.split(separator: "/").last ?? ""))
        }
        var bytes: [UInt8] = []
        for number in Set(names.map(\.number)).sorted() {
            let path = LogPieceName.path(log, number)
            bytes += Files.exists(path) ? try Files.read(path) : try plain(path + LogPieceName.ending)
        }
        if Files.exists(log) { bytes += try Files.read(log) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func plain(_ path: String) throws -> [UInt8] {
        let file = try PlainFile.read(path)
        let decoder = try ZstdDecoder(named: path) { try file.read(into: $0) }
        var all: [UInt8] = []
        while true {
            let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) { $1 = try decoder.read(into: .init($0)) }
            if piece.isEmpty { return all }
            all += piece
        }
    }
}
