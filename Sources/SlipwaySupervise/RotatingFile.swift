import SlipwaySystem

/// A log file that is put aside as `.1` when it is full, `.1` as `.2`, and so on; the oldest goes.
package final class RotatingFile {
    package let path: String
    private let limit: Int64
    private let keep: Int
    private var file: OpenFile?
    private var inode: UInt64 = 0
    private var size: Int64 = 0

    /// `limit`: bytes of one file; `keep`: how many are kept beside the present one.
    package init(_ path: String, limit: Int64 = 16 << 20, keep: Int = 4) {
        self.path = path
        self.limit = limit
        self.keep = keep
    }

    /// Appends; what did not fit is thrown away, and returned as the bytes of it that were not written.
    package func append(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        do {
            let file = try opened()
            try Disk.write(bytes, to: file, path)
            size += Int64(bytes.count)
            return UnsafeRawBufferPointer(rebasing: bytes[bytes.count...])
        } catch {
            let after = (try? file?.size()) ?? size
            let written = Int(min(max(after - size, 0), Int64(bytes.count)))
            file = nil
            return UnsafeRawBufferPointer(rebasing: bytes[written...])
        }
    }

    /// To be called between two lines.
    package func rotateIfFull() {
        guard size >= limit else { return }
        file = nil
        size = 0
        for number in stride(from: keep, to: 0, by: -1) {
            let older = number == 1 ? path : "\(path).\(number - 1)"
            if Files.exists(older) { try? Disk.rename(older, to: "\(path).\(number)") }
        }
    }

    /// Puts aside a pipe, which would hold us up, and a link, which would lead us elsewhere.
    private func clear() throws {
        guard let kind = try Files.facts(path)?.kind, kind == .link || kind == .other else { return }
        var number = 1
        while Files.exists("\(path).odd.\(number)"), number < 100 { number += 1 }
        try Disk.rename(path, to: "\(path).odd.\(number)")
    }

    /// The open file, made anew when somebody has moved or removed it.
    private func opened() throws -> OpenFile {
        if let file, try Files.facts(path)?.inode == inode { return file }
        try clear()
        let fresh = try PlainFile.append(path, mode: 0o640)
        file = fresh
        inode = try Files.facts(path)?.inode ?? 0
        size = try fresh.size()
        return fresh
    }
}
