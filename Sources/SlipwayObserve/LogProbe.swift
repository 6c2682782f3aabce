import Glibc
package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Looks for a text in what one process prints. All generations of an app and its steps print into one log, so what
/// comes while another runs counts for nothing. A text once found stays found.
package final class LogProbe: Probe, @unchecked Sendable {
    private let text: [UInt8]
    private let path: String
    private let generation: Int?
    private let isAlone: @Sendable () -> Bool
    /// Whoever asks has it, and with it what follows.
    private let turn = Mutex(())
    private var wasAlone: Bool
    /// When the step began that may still print, by the clock that never jumps.
    private var step: Int64?
    /// What this ask reads may be another's.
    private var isMixed = false
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
    /// Milliseconds after which a step has ended though no line says so.
    private static let longestStep: Int64 = 3_600_000

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        text = Array((check.log ?? "").utf8)
        path = target.log
        generation = target.generation
        isAlone = target.isAlone
        wasAlone = target.isAlone()
        if let file = try? PlainFile.read(path), let facts = Self.facts(file) {
            held = file
            inode = UInt64(facts.st_ino)
            offset = Int64(facts.st_size)
            if wasAlone, let generation, let process = target.process {
                offset = Self.beginning(file, offset, LogBeginning(generation: generation, pid: process.pid))
            }
        }
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        let begun = Clock.monotonic()
        let (verdict, detail) = turn.withLock { _ in look() }
        return ProbeResult(verdict: verdict, detail: detail, took: Clock.monotonic() - begun)
    }

    private func look() -> (ProbeResult.Verdict, String) {
        guard !text.isEmpty else { return (.noData, "no text to look for") }
        if let found { return (.fail, "the log says: \(found)") }
        do {
            let alone = isAlone()
            isMixed = !alone || !wasAlone || isStepping
            wasAlone = alone
            let skipped = try follow()
            // Another may have begun while this was read.
            if found != nil, !isAlone() { (isMixed, wasAlone) = (true, false) }
            if isMixed {
                found = nil
                begun = []
                return (.noData, "another generation runs too, so nobody can tell whose lines these are")
            }
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

    private var isStepping: Bool { step.map { Clock.monotonic() - $0 < Self.longestStep } ?? false }

    /// Reads what has come, also in the piece that was put aside meanwhile. Returns the bytes that were too many.
    private func follow() throws -> Int64 {
        var left = Self.most
        var skipped: Int64 = 0
        let file = try PlainFile.read(path)
        guard let facts = Self.facts(file) else { throw SystemError("look at", path, EIO) }
        let present = UInt64(facts.st_ino)
        if present != inode {
            if let held, let then = Self.facts(held) { skipped = try read(held, Int64(then.st_size), &left) }
            held = file
            inode = present
            offset = 0
            begun = []
        }
        // Somebody has emptied it.
        if Int64(facts.st_size) < offset { offset = 0 }
        let (sum, isTooMuch) = skipped.addingReportingOverflow(try read(file, Int64(facts.st_size), &left))
        return isTooMuch ? .max : sum
    }

    private func read(_ file: OpenFile, _ size: Int64, _ left: inout Int) throws -> Int64 {
        var skipped: Int64 = 0
        if size - offset > Int64(left) {
            skipped = size - offset - Int64(left)
            offset += skipped
            begun = []
        }
        while left > 0, offset < size {
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
        while !rest.isEmpty {
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
        if LogMark.isOne(begun) {
            guard let mark = LogMark(begun), let generation, mark.author != .slot(generation) else { return }
            isMixed = true
            if mark.author == .step { step = mark.isEnd ? nil : Clock.monotonic() }
            return
        }
        guard found == nil, Self.contains(begun, text) else { return }
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

    /// Where the lines of the process begin; the end when no line of the latest ones tells.
    private static func beginning(_ file: OpenFile, _ size: Int64, _ marks: LogBeginning) -> Int64 {
        var marks = marks
        var at = max(0, size - Int64(most))
        var isInside = at > 0
        while at < size {
            let wanted = min(65_536, Int(size - at))
            let piece = try? [UInt8](unsafeUninitializedCapacity: wanted) {
                $1 = try file.read(into: .init($0), at: at)
            }
            guard let piece, !piece.isEmpty else { break }
            var line = 0
            while let end = piece[line...].firstIndex(of: 10) {
                if !isInside, let mark = LogMark(piece[line..<end]) { marks.apply(mark, end: at + Int64(end) + 1) }
                isInside = false
                line = end + 1
            }
            // The line that has begun is read anew, unless it fills the piece.
            if line == 0 { isInside = true }
            at += Int64(line == 0 ? piece.count : line)
            if line > 0, at + Int64(piece.count - line) >= size { break }
        }
        return marks.offset ?? size
    }

    private static func facts(_ file: OpenFile) -> stat? {
        var facts = stat()
        return fstat(file.fd, &facts) == 0 ? facts : nil
    }
}
