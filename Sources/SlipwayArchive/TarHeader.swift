/// One 512-byte header of a ustar archive (POSIX.1-1988, "ustar"), owner 0, no names, no device.
struct TarHeader {
    enum Kind: UInt8 {
        case file = 0x30
        case folder = 0x35
        /// The next header's long values (POSIX.1-2001, "pax").
        case extended = 0x78
    }
    var path: [UInt8]
    var kind: Kind
    var size: Int64
    var mode: UInt32
    var modified: Int64

    static let blockSize = 512
    /// The largest number of eleven octal digits.
    static let largest: Int64 = 0o777_7777_7777

    /// nil when the path does not fit into name and prefix.
    var bytes: [UInt8]? {
        guard let (prefix, name) = Self.split(path) else { return nil }
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        put(name, at: 0)
        put(Self.octal(Int64(mode), digits: 7), at: 100)
        put(Self.octal(0, digits: 7), at: 108)
        put(Self.octal(0, digits: 7), at: 116)
        put(Self.octal(size, digits: 11), at: 124)
        put(Self.octal(modified, digits: 11), at: 136)
        put("        ".utf8, at: 148)
        block[156] = kind.rawValue
        put("ustar\u{0}00".utf8, at: 257)
        put(prefix, at: 345)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(Self.octal(sum, digits: 6) + [0, 32], at: 148)
        return block
    }

    private static func split(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        if path.count <= 100 { return ([], path[...]) }
        // The slash between the two is not written; the name must not be empty.
        for index in path.indices where path[index] == 47 && index > 0 && index < path.count - 1 {
            if index <= 155, path.count - index - 1 <= 100 { return (path[..<index], path[(index + 1)...]) }
        }
        return nil
    }

    private static func octal(_ number: Int64, digits: Int) -> [UInt8] {
        (0..<digits).reversed().map { UInt8(48 + (number >> (3 * $0)) & 7) }
    }
}
