import SlipwayModel
import SlipwaySystem

/// The files of one app's log, opened: the present one and those put aside, so that no rotation loses or doubles one.
struct LogPieces {
    struct Piece {
        let file: OpenFile
        let inode: UInt64
        /// Seconds since 1970: its last line is not younger.
        let modified: Int64
    }

    /// The newest first.
    let pieces: [Piece]

    init(_ app: AppLayout) {
        var pieces: [Piece] = []
        // Newest first: what is put aside meanwhile is met again, and known by its inode. Whatever is
        // no file was put there by the app.
        for path in [app.log] + (1...Self.most).map({ "\(app.log).\($0)" }) {
            guard let file = try? PlainFile.read(path),
                let facts = try? Files.facts("/proc/self/fd/\(file.fd)", following: true),
                !pieces.contains(where: { $0.inode == facts.inode })
            else { continue }
            pieces.append(Piece(file: file, inode: facts.inode, modified: facts.modified))
        }
        self.pieces = pieces
    }

    /// More than the wrapper keeps.
    private static let most = 9
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
}
