import Glibc
package import SlipwayModel
import SlipwaySystem

/// Looks for a text in what a program prints after the probe was made. A text once found stays found.
package final class LogProbe: Probe, @unchecked Sendable {
    private let text: [UInt8]
    private let path: String
    // One ask at a time, as `Probe` says.
    /// Held from one ask to the next: whatever becomes of its name, the rest of it can be read.
    private var held: OpenFile?
    private var inode: UInt64 = 0
    private var offset: Int64 = 0
    /// The line that has begun.
    private var begun: [UInt8] = []
    private var found: String?
    /// Bytes of one ask, and of one line.
    private static let most = 4 << 20
    private static let longest = 16 << 10
    private static let shown = 200

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        text = Array((check.log ?? "").utf8)
        path = target.log
        if let file = try? PlainFile.read(path), let facts = Self.facts(file) {
            held = file
            inode = UInt64(facts.st_ino)
            offset = Int64(facts.st_size)
        }
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        let begun = Clock.monotonic()
        let (verdict, detail) = look()
        return ProbeResult(verdict: verdict, detail: detail, took: Clock.monotonic() - begun)
    }

    private func look() -> (ProbeResult.Verdict, String) {
        guard !text.isEmpty else { return (.noData, "no text to look for") }
        if let found { return (.fail, "the log says: \(found)") }
        do {
            let skipped = try follow()
            if let found { return (.fail, "the log says: \(found)") }
            return (
                .pass, skipped == 0 ? "not in the log" : "not in the log, of which \(skipped >> 10) KiB were skipped"
            )
        } catch let error as SystemError {
            return error.isMissing
                ? (.noData, "there is no log yet") : (.noData, "the log cannot be read: \(error.reason)")
        } catch {
            return (.noData, "the log cannot be read: \(error)")
        }
    }

    /// Reads what has come, also in the piece that was put aside meanwhile. Returns the bytes that were too many.
    private func follow() throws -> Int64 {
        var left = Self.most
        var skipped: Int64 = 0
        let file = try PlainFile.read(path)
        guard let facts = Self.facts(file) else { throw SystemError("look at", path, EIO) }
        let present = UInt64(facts.st_ino)
        if present != inode {
            if let held, let then = Self.facts(held) { skipped += try read(held, Int64(then.st_size), &left) }
            held = file
            inode = present
            offset = 0
            begun = []
        }
        // Somebody has emptied it.
        if Int64(facts.st_size) < offset { offset = 0 }
        return try skipped + read(file, Int64(facts.st_size), &left)
    }

    private func read(_ file: OpenFile, _ size: Int64, _ left: inout Int) throws -> Int64 {
        var skipped: Int64 = 0
        if size - offset > Int64(left) {
            skipped = size - offset - Int64(left)
            offset += skipped
            begun = []
        }
        while left > 0, offset < size, found == nil {
            let wanted = min(65_536, left, Int(size - offset))
            let piece = try [UInt8](unsafeUninitializedCapacity: wanted) {
                $1 = try file.read(into: .init($0), at: offset)
            }
            if piece.isEmpty { break }
            offset += Int64(piece.count)
            left -= piece.count
            take(piece)
        }
        return skipped
    }

    private func take(_ piece: [UInt8]) {
        var rest = piece[...]
        while !rest.isEmpty, found == nil {
            let end = rest.firstIndex(of: 10)
            let part = rest[..<(end ?? rest.endIndex)].prefix(Self.longest)
            begun += part
            if let end, end - rest.startIndex == part.count {
                judge()
                begun = []
                rest = rest[(end + 1)...]
                continue
            }
            rest = rest.dropFirst(part.count)
            if begun.count < Self.longest { continue }
            judge()
            // The text may lie across.
            begun = begun.suffix(text.count - 1)
        }
    }

    /// The wrapper's own lines tell of other processes too, and of what was found.
    private func judge() {
        guard !begun.starts(with: "slipway: ".utf8), Self.contains(begun, text) else { return }
        found = PrintedLine.cut(String(decoding: begun, as: UTF8.self), to: Self.shown)
    }

    private static func contains(_ line: [UInt8], _ text: [UInt8]) -> Bool {
        line.withUnsafeBytes { line in
            var next = 0
            while next + text.count <= line.count, let start = line.baseAddress {
                let room = line.count - text.count - next + 1
                guard let found = memchr(start + next, Int32(text[0]), room) else { return false }
                if memcmp(found, text, text.count) == 0 { return true }
                next = UnsafeRawPointer(found) - start + 1
            }
            return false
        }
    }

    private static func facts(_ file: OpenFile) -> stat? {
        var facts = stat()
        return fstat(file.fd, &facts) == 0 ? facts : nil
    }
}
