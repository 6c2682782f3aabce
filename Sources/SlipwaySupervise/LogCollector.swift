import SlipwayModel
import SlipwaySystem

/// Owns the app's log: takes what programs print out of a pipe that outlives the wrapper, and writes it, with lines of
/// its own, to a rotated file. A disk that is full costs lines, which are counted, and never holds a program up.
final class LogCollector {
    private let pipe: OpenFile
    private let path: String
    private let file: RotatingFile
    private var isInsideLine = false
    /// Lines lost since the wrapper began, and how many of them the log has been told of.
    private(set) var dropped = 0
    private var confessed = 0

    private static let piece = 16_384
    private static let pipeSize = 1 << 20

    init(_ app: AppLayout) throws {
        path = app.logPipe
        try Folders.make(app.logs)
        pipe = try Self.opened(path)
        FIFO.enlarge(pipe, to: Self.pipeSize)
        file = RotatingFile(app.log)
    }

    /// The pipe, made anew where something else is in its place.
    private static func opened(_ path: String) throws -> OpenFile {
        if let there = try? FIFO.open(path) { return there }
        try Disk.unlink(path)
        try Disk.makeFIFO(path)
        return try FIFO.open(path)
    }

    var fd: Int32 { pipe.fd }

    /// An end for a program: its writes wait when the pipe is full, and break never.
    func writer() throws -> OpenFile { try FIFO.open(path, waiting: true) }

    /// Takes what is in the pipe, at most 256 KiB at once, so that one loud program does not hold up the rest.
    func collect() {
        withUnsafeTemporaryAllocation(byteCount: Self.piece, alignment: 8) { room in
            for _ in 0..<16 {
                guard let count = try? pipe.read(into: room), count > 0 else { return }
                write(UnsafeRawBufferPointer(rebasing: room[..<count]))
                if count < room.count { return }
            }
        }
    }

    /// A line of the wrapper's own.
    func say(_ sentence: String) {
        let start = isInsideLine ? "\n" : ""
        let plain = sentence.split(separator: "\n").joined(separator: " ")
        Array("\(start)slipway: \(Clock.text(Clock.wall())) \(plain)\n".utf8).withUnsafeBytes { write($0) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        if !isInsideLine {
            file.rotateIfFull()
            confess()
        }
        let lost = file.append(bytes)
        if let last = bytes.last { isInsideLine = last != 10 }
        dropped += lost.reduce(0) { $1 == 10 ? $0 + 1 : $0 }
    }

    private func confess() {
        guard dropped > confessed else { return }
        let line = "slipway: \(dropped - confessed) lines were lost, they could not be written\n"
        let lost = Array(line.utf8).withUnsafeBytes { file.append($0).count }
        if lost == 0 { confessed = dropped }
    }
}
