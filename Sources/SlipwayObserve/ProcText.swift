import SlipwaySystem

/// Reads texts of /proc, however long they are, up to a limit; in a process's own root anything may lie there.
enum ProcText {
    /// At most `most` bytes of it, whole lines; nil when it cannot be read.
    static func read(_ path: String, most: Int = 1 << 20) -> String? {
        guard let file = try? PlainFile.read(path) else { return nil }
        var all: [UInt8] = []
        while all.count < most {
            let left = min(65_536, most - all.count)
            guard
                let piece = try? [UInt8](
                    unsafeUninitializedCapacity: left,
                    initializingWith: {
                        $1 = try file.read(into: .init($0))
                    })
            else { return nil }
            if piece.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += piece
        }
        let end = all.lastIndex(of: 10) ?? all.count
        return String(decoding: all[..<end], as: UTF8.self)
    }

    static func lines(_ path: String, most: Int = 1 << 20) -> [Substring] {
        (read(path, most: most) ?? "").split(separator: "\n")
    }

    /// The number of a line such as `VmRSS:    1234 kB`.
    static func number(_ name: String, in lines: [Substring]) -> Int64? {
        let line = lines.first { $0.hasPrefix(name + ":") }
        return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int64($0) }
    }
}
