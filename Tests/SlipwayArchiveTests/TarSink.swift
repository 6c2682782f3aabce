import SlipwayArchive
import SlipwaySystem
import SlipwayTesting

/// Collects bytes, and makes tars in memory.
final class TarSink {
    private(set) var bytes: [UInt8] = []

    func take(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }

    static func tar(_ body: (TarWriter) throws -> Void) throws -> [UInt8] {
        let sink = TarSink()
        let writer = TarWriter { sink.take($0) }
        try body(writer)
        try writer.finish()
        return sink.bytes
    }

    static func zstd(_ bytes: [UInt8], level: Int32 = 3) throws -> [UInt8] {
        let sink = TarSink()
        let encoder = try ZstdEncoder(level: level) { sink.take($0) }
        try bytes.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        return sink.bytes
    }

    static func unzstd(_ bytes: [UInt8], windowBits: Int32 = 23, pieces: Int = .max) throws -> [UInt8] {
        let decoder = try ZstdDecoder(
            named: "the stream", windowBits: windowBits, source: source(of: bytes, pieces: pieces))
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 10_000)
        while true {
            let count = try room.withUnsafeMutableBytes { try decoder.read(into: $0) }
            if count == 0 { return all }
            all += room[..<count]
        }
    }

    static func source(of bytes: [UInt8], pieces: Int = .max) -> (UnsafeMutableRawBufferPointer) throws -> Int {
        var rest = bytes[...]
        return { room in
            let count = min(rest.count, room.count, pieces)
            room.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
    }
}

extension TemporaryFolder {
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = self(name)
        let file = try Disk.create(path)
        try Disk.write(bytes, to: file, path)
        return path
    }
}
