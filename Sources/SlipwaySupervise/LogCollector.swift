import Glibc
package import SlipwayModel
package import SlipwaySystem

/// Owns the app's log: takes what programs print out of a pipe that outlives the wrapper, and writes it, with lines of
/// its own, to a rotated file. A disk that is full costs lines, which are counted, and never holds a program up.
package final class LogCollector {
    private let pipe: OpenFile
    private let path: String
    private let file: RotatingFile
    private let compressor: PieceCompressor
    private var isInsideLine = false
    /// What comes up to the end of the line belongs to one whose beginning was lost.
    private var isSkipping = false
    /// What the file ends with is a program's, not the beginning of a line of ours.
    private var endsWithTheirs = true
    /// Lines known to be lost, by this wrapper and those before it: those that could not be written. Those that a
    /// program could not even put into the full pipe are nobody's to count.
    package private(set) var dropped = 0
    /// How many of them the log has been told of.
    package private(set) var confessed = 0
    /// Some program loses lines when the pipe is full.
    private var mayLose = false
    /// How often the pipe was found full since the log was told of it, and when it may be told again.
    private var fullMoments = 0
    private var nextTelling: Int64 = 0

    private static let piece = 65_536
    private static let pipeSize = 1 << 20
    /// Milliseconds between two lines that tell of a full pipe.
    private static let pause: Int64 = 10_000

    /// `old`: what the wrapper before has left. `compressor` and `clock` are others than the wrapper's own in tests.
    package init(
        _ app: AppLayout, after old: WrapperStatus? = nil, compressor: PieceCompressor = PieceCompressor(),
        clock: @escaping () -> Int64 = { Clock.monotonic() }
    ) throws {
        path = app.logPipe
        try Folders.make(app.logs)
        pipe = try Self.opened(path)
        FIFO.enlarge(pipe, to: Self.pipeSize)
        file = RotatingFile(app.log, clock: clock)
        isInsideLine = file.endsInsideLine
        dropped = max(old?.dropped ?? 0, 0)
        confessed = min(max(old?.logConfessed ?? dropped, 0), dropped)
        self.compressor = compressor
        compressor.want(file.shelf.plain())
    }

    /// The pipe, made anew where something else is in its place.
    private static func opened(_ path: String) throws -> OpenFile {
        if let there = try? FIFO.open(path) { return there }
        try Disk.unlink(path)
        try Disk.makeFIFO(path)
        return try FIFO.open(path)
    }

    package var fd: Int32 { pipe.fd }

    /// Takes up how the log of a program that is at work shall be kept.
    package func obey(_ terms: ServiceSpec.Logs) {
        file.obey(terms)
        if terms.whenFull != .wait { mayLose = true }
    }

    /// An end for a program, of its own: its writes wait when the pipe is full, or fail, and it breaks never.
    package func writer(_ terms: ServiceSpec.Logs) throws -> OpenFile {
        obey(terms)
        return try FIFO.open(path, waiting: terms.whenFull == .wait)
    }

    /// Takes what is in the pipe, at most all that it can hold, so that one loud program does not hold up the rest.
    package func collect() {
        if mayLose, FIFO.isFull(pipe) { fullMoments += 1 }
        withUnsafeTemporaryAllocation(byteCount: Self.piece, alignment: 8) { room in
            var taken = 0
            while taken < Self.pipeSize, let count = try? pipe.read(into: room), count > 0 {
                write(UnsafeRawBufferPointer(rebasing: room[..<count]))
                if count < room.count { return }
                taken += count
            }
        }
    }

    /// A line of the wrapper's own, after all that programs have said before it.
    package func say(_ sentence: String) {
        collect()
        if !isInsideLine { settle() }
        let plain = sentence.split(separator: "\n").joined(separator: " ")
        if !put(plain) { dropped += 1 }
        if !isSkipping { isInsideLine = false }
    }

    /// What is to be done now and then: old pieces are compressed, one after another.
    package func tend() { compressor.advance() }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        if isSkipping {
            guard let end = Self.end(of: rest) else { return }
            dropped += 1
            isSkipping = false
            isInsideLine = false
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        }
        if file.isDue || owes {
            if isInsideLine, let end = Self.end(of: rest) {
                append(UnsafeRawBufferPointer(rebasing: rest[..<end]))
                rest = UnsafeRawBufferPointer(rebasing: rest[end...])
            }
            if !isInsideLine || file.isOverdue { settle() }
        }
        append(rest)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let last = bytes.last else { return }
        let lost = file.append(bytes, asNewLine: !isInsideLine || !endsWithTheirs)
        if lost.count < bytes.count { endsWithTheirs = true }
        isInsideLine = last != 10
        dropped += lost.reduce(0) { $1 == 10 ? $0 + 1 : $0 }
        isSkipping = !lost.isEmpty && isInsideLine
    }

    /// Behind the first line's end.
    private static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress, let found = memchr(start, 10, bytes.count) else { return nil }
        return UnsafeRawPointer(found) - start + 1
    }
}

extension LogCollector {
    /// The log is to be told of something.
    private var owes: Bool { dropped > confessed || (fullMoments > 0 && Clock.monotonic() >= nextTelling) }

    /// What may be done between two lines only.
    private func settle() {
        if file.isDue {
            if file.putAside() {
                compressor.want(file.shelf.plain())
                compressor.advance()
            }
        }
        guard owes else { return }
        if dropped > confessed, put("\(dropped - confessed) lines were lost, they could not be written") {
            confessed = dropped
        }
        guard fullMoments > 0, Clock.monotonic() >= nextTelling else { return }
        let times = fullMoments == 1 ? "" : " \(fullMoments) times"
        if put("the pipe was full\(times), lines may have been lost") {
            fullMoments = 0
            nextTelling = Clock.monotonic() + Self.pause
        }
    }

    /// Writes a line of our own; false when it has no room.
    private func put(_ sentence: String) -> Bool {
        let line = Array("slipway: \(Clock.text(Clock.wall())) \(sentence)\n".utf8)
        let lost = line.withUnsafeBytes { file.append($0, asNewLine: true).count }
        if lost < line.count { endsWithTheirs = false }
        return lost == 0
    }
}
