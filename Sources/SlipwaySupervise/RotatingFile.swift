package import SlipwayModel
import SlipwaySystem

/// A log file that is put aside when it is full or old, as the next piece of its shelf.
package final class RotatingFile {
    package let path: String
    package private(set) var shelf: LogShelf
    /// The last byte in the file is inside a line.
    package private(set) var endsInsideLine = false
    private var terms: ServiceSpec.Logs
    private let clock: () -> Int64
    private var file: OpenFile?
    private var inode: UInt64 = 0
    private var size: Int64 = 0
    /// When the present piece was begun, on the clock that never jumps.
    private var begun: Int64
    /// When it may be put aside after that could not be done, on the same clock.
    private var retryAt = Int64.min
    /// Milliseconds.
    private static let pause: Int64 = 10_000

    /// `clock`: milliseconds that never jump.
    package init(
        _ path: String, _ terms: ServiceSpec.Logs = ServiceSpec.Logs(),
        clock: @escaping () -> Int64 = { Clock.monotonic() }
    ) {
        self.path = path
        self.terms = terms
        self.clock = clock
        shelf = LogShelf(path)
        begun = clock()
        shelf.clear()
        look()
    }

    package func obey(_ terms: ServiceSpec.Logs) { self.terms = terms }

    /// It is to be put aside between two lines.
    package var isDue: Bool {
        size > 0 && (size >= terms.size || clock() - begun >= terms.age.milliseconds) && clock() >= retryAt
    }
    /// It is not to wait for the end of a line any longer.
    package var isOverdue: Bool { size >= 2 * max(terms.size, 1) }

    /// Appends; what did not fit is thrown away, and returned as the bytes of it that were not written. `asNewLine`:
    /// they do not go on with a line that was begun, so that one is ended first.
    package func append(_ bytes: UnsafeRawBufferPointer, asNewLine: Bool = false) -> UnsafeRawBufferPointer {
        guard !bytes.isEmpty else { return bytes }
        do {
            let open = try opened()
            let isEnded = !asNewLine || !endsInsideLine || [UInt8(10)].withUnsafeBytes { write($0, to: open).isEmpty }
            let lost = isEnded ? write(bytes, to: open) : bytes
            if !lost.isEmpty { file = nil }
            return lost
        } catch {
            return bytes
        }
    }

    /// Puts the present piece aside; false when that cannot be done, then it goes on in the same one for a while.
    @discardableResult
    package func putAside() -> Bool {
        // The oldest goes in any case, a full disk may need that.
        defer { shelf.prune(keep: terms.keep) }
        do {
            // Never written to again, so whoever sees its new name has all of it.
            file = nil
            try shelf.putAside()
            size = 0
            endsInsideLine = false
            begun = clock()
            return true
        } catch {
            size = (try? Files.facts(path))??.size ?? 0
            retryAt = clock() + Self.pause
            return false
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) -> UnsafeRawBufferPointer {
        var written = bytes.count
        do {
            try Disk.write(bytes, to: file, path)
        } catch {
            written = Int(min(max(((try? file.size()) ?? size) - size, 0), Int64(bytes.count)))
        }
        size += Int64(written)
        if written > 0 { endsInsideLine = bytes[written - 1] != 10 }
        return UnsafeRawBufferPointer(rebasing: bytes[written...])
    }

    /// The open file, made anew when somebody has moved or removed it.
    private func opened() throws -> OpenFile {
        if let file, try Files.facts(path)?.inode == inode { return file }
        try clear()
        let fresh = try PlainFile.append(path, mode: 0o640)
        let before = inode
        inode = try Files.facts(path)?.inode ?? 0
        size = try fresh.size()
        if size == 0 {
            try begin(fresh)
        } else if inode != before {
            look()
        }
        file = fresh
        return fresh
    }

    /// The first line of each piece tells when it was begun, to us too.
    private func begin(_ fresh: OpenFile) throws {
        endsInsideLine = false
        begun = clock()
        let what = shelf.last == 0 ? "the log begins" : "the log goes on"
        let line = Array("slipway: \(Clock.text(Clock.wall())) \(what)\n".utf8)
        guard line.withUnsafeBytes({ write($0, to: fresh).isEmpty }) else {
            throw SystemError("write", path, 0)
        }
    }

    /// Takes up a piece that another wrapper has begun. Its age is counted by the wall clock once, here.
    private func look() {
        guard let file = try? PlainFile.read(path), let size = try? file.size() else { return }
        var room = [UInt8](repeating: 0, count: 64)
        let count = (try? room.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        let line = String(decoding: room[..<count], as: UTF8.self)
        let time = line.hasPrefix("slipway: ") ? LogTime(String(line.dropFirst(9)))?.milliseconds : nil
        let age = min(max(Clock.wall() - (time ?? Clock.wall()), 0), Int64(terms.age.milliseconds))
        begun = clock() - age
        let last = (try? room.withUnsafeMutableBytes { try file.read(into: .init(rebasing: $0[..<1]), at: size - 1) })
        endsInsideLine = last == 1 && room[0] != 10
    }

    /// Puts aside a pipe, which would hold us up, and a link, which would lead us elsewhere.
    private func clear() throws {
        guard let kind = try Files.facts(path)?.kind, kind == .link || kind == .other else { return }
        var number = 1
        while Files.exists("\(path).odd.\(number)"), number < 100 { number += 1 }
        try Disk.rename(path, to: "\(path).odd.\(number)")
    }
}
