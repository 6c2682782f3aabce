/// Writes a tar whose bytes follow from the entries alone: ustar, with a pax header only where ustar has no room
/// (a path that is not ASCII or too long, 8 GiB and more). Not for two threads at once.
package final class TarWriter {
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void
    private let sink: Sink

    package init(sink: @escaping Sink) { self.sink = sink }

    package func folder(_ path: String, modified: Int64) throws {
        try header(path + "/", .folder, size: 0, mode: 0o755, modified: modified)
    }

    /// `content` hands over exactly `size` bytes, or the call throws.
    package func file(
        _ path: String, size: Int64, executable: Bool, modified: Int64, content: (Sink) throws -> Void
    ) throws {
        try header(path, .file, size: size, mode: executable ? 0o755 : 0o644, modified: modified)
        var left = size
        try content { bytes in
            left -= Int64(bytes.count)
            if left < 0 { throw ArchiveError("write", path, "it has more than the \(size) bytes announced") }
            if !bytes.isEmpty { try sink(bytes) }
        }
        if left > 0 { throw ArchiveError("write", path, "it has \(left) of the \(size) bytes announced less") }
        try pad(after: size)
    }

    package func file(_ path: String, _ bytes: [UInt8], modified: Int64) throws {
        try file(path, size: Int64(bytes.count), executable: false, modified: modified) { sink in
            try bytes.withUnsafeBytes { try sink($0) }
        }
    }

    /// The two empty blocks at the end.
    package func finish() throws { try send([UInt8](repeating: 0, count: 2 * TarHeader.blockSize)) }

    private func header(
        _ path: String, _ kind: TarHeader.Kind, size: Int64, mode: UInt32, modified: Int64
    ) throws {
        guard (0...TarHeader.largest).contains(modified), size >= 0 else {
            throw ArchiveError("write", path, "its size or time is out of range")
        }
        var header = TarHeader(path: Array(path.utf8), kind: kind, size: size, mode: mode, modified: modified)
        var records: [UInt8] = []
        if !path.utf8.allSatisfy({ $0 < 128 }) || header.bytes == nil {
            records += Self.record("path", path)
            header.path = Array(path.utf8.prefix(100))
        }
        if size > TarHeader.largest {
            records += Self.record("size", "\(size)")
            header.size = 0
        }
        if !records.isEmpty { try extended(records) }
        guard let bytes = header.bytes else { throw ArchiveError("write", path, "its path is too long") }
        try send(bytes)
    }

    private func extended(_ records: [UInt8]) throws {
        let header = TarHeader(
            path: Array("PaxHeaders/entry".utf8), kind: .extended, size: Int64(records.count), mode: 0o644, modified: 0)
        try send(header.bytes ?? [])
        try send(records)
        try pad(after: Int64(records.count))
    }

    /// `LENGTH KEY=VALUE\n`, where the length counts its own digits.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
        return Array("\(length)\(rest)".utf8)
    }

    private func pad(after size: Int64) throws {
        let over = Int(size % Int64(TarHeader.blockSize))
        if over > 0 { try send([UInt8](repeating: 0, count: TarHeader.blockSize - over)) }
    }

    private func send(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try sink($0) } }
}
