import SlipwayArchive
package import SlipwaySystem

/// What the header of a program for Linux says of it (System V ABI, "ELF Header" and "Program Header").
package struct ProgramHeader: Hashable, Sendable {
    /// In OCI's words.
    package let architecture: String
    /// It names no loader, so it needs no library of the host.
    package let isStatic: Bool

    /// nil when the file is no program of 64 bits, least byte first.
    package init?(_ file: OpenFile) throws {
        guard try file.size() >= 64 else { return nil }
        let header = try ExactBytes.read(64, of: file, at: 0, named: "the program")
        guard header.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
        func number(_ range: Range<Int>, _ bytes: [UInt8]) -> Int64 {
            bytes[range].reversed().reduce(0) { $0 << 8 | Int64($1) } & Int64.max
        }
        switch number(18..<20, header) {
        case 62: architecture = "amd64"
        case 183: architecture = "arm64"
        case _: return nil
        }
        let (offset, size, count) = (number(32..<40, header), number(54..<56, header), number(56..<58, header))
        guard size == 56, (1...256).contains(count), offset <= (try file.size()) - size * count else { return nil }
        let table = try ExactBytes.read(Int(size * count), of: file, at: offset, named: "the program")
        isStatic = !stride(from: 0, to: table.count, by: 56).contains { number($0..<($0 + 4), table) == 3 }
    }
}
