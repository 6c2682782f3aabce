import SlipwayModel
import SlipwaySystem

/// The pieces of one app's log as they are at one instant, so that no rotation loses or doubles a line.
struct LogPieces {
    /// The path of the log itself.
    let log: String
    /// The numbers of those put aside, the oldest first.
    let numbers: [Int]
    /// The present one; nil when there is none just now, or when the app has put something else in its place.
    let present: OpenFile?
    let inode: UInt64
    /// The number that the present one will get.
    let next: Int

    /// As many as anybody reads: the app may have put any number there.
    private static let most = 1000

    init(_ app: AppLayout) {
        log = app.log
        var numbers = Self.numbers(app)
        var present: OpenFile?
        // What is put aside in between would be met as the present one as well.
        for _ in 0..<100 {
            present = try? PlainFile.read(app.log)
            let after = Self.numbers(app)
            if after.last == numbers.last { break }
            numbers = after
        }
        self.numbers = numbers.suffix(Self.most)
        self.present = present
        inode = present.flatMap { try? Files.facts("/proc/self/fd/\($0.fd)", following: true)?.inode } ?? 0
        next = (numbers.last ?? 0) + 1
    }

    private static func numbers(_ app: AppLayout) -> [Int] {
        let name = String(app.log.split(separator: "/").last ?? "")
        let names = (try? Files.names(in: app.logs)) ?? []
        return Set(names.compactMap { LogPieceName($0, of: name)?.number }).sorted()
    }

    /// Hands over all lines from the first to where the present piece ends now; one without an end stays in the
    /// cutter. `damaged` hears of what had to be left out.
    func read(
        _ cutter: inout LineCutter, damaged: (String) -> Void = { _ in }, _ body: (String) throws -> Void
    ) throws {
        for number in numbers { try cutter.read(LogPiece(log, number), damaged: damaged, body) }
        guard let present else { return }
        try present.seek(to: 0)
        try cutter.read(present, body)
    }
}

/// Cuts what is read into lines; what has no end yet waits for it.
struct LineCutter {
    private var rest: [UInt8] = []
    /// Longer ones are cut, so that a program without line ends is heard at all.
    private static let longest = 1 << 20

    /// Hands over every line that is complete now.
    mutating func add(_ bytes: ArraySlice<UInt8>, _ body: (String) throws -> Void) rethrows {
        var bytes = bytes
        while let end = bytes.firstIndex(of: 10) {
            rest += bytes[..<end]
            try body(String(decoding: rest, as: UTF8.self))
            rest = []
            bytes = bytes[(end + 1)...]
        }
        rest += bytes
        if rest.count > Self.longest { try finish(body) }
    }

    /// The last line, though it has no end.
    mutating func finish(_ body: (String) throws -> Void) rethrows {
        if rest.isEmpty { return }
        try body(String(decoding: rest, as: UTF8.self))
        rest = []
    }

    /// Reads a file from where it stands to where it ends now.
    mutating func read(_ file: OpenFile, _ body: (String) throws -> Void) throws {
        while true {
            let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) { $1 = try file.read(into: .init($0)) }
            if piece.isEmpty { return }
            try add(piece[...], body)
        }
    }

    /// Reads a piece to its end, or to where it is damaged.
    mutating func read(
        _ piece: LogPiece?, damaged: (String) -> Void, _ body: (String) throws -> Void
    ) throws {
        guard let piece else { return }
        while true {
            let bytes: [UInt8]
            do {
                bytes = try piece.next()
            } catch {
                try finish(body)
                return damaged(piece.damage(error))
            }
            if bytes.isEmpty { return }
            try add(bytes[...], body)
        }
    }
}
