import SlipwaySystem

/// Which version of the C library a program or library needs: the highest `GLIBC_x.y` among its version needs (ELF,
/// section `.gnu.version_r`; 64-bit, little-endian). What is damaged or something else needs none.
package enum ELFVersions {
    package struct Version: Comparable, Hashable, Sendable, CustomStringConvertible {
        package var parts: [Int]
        package var description: String { parts.map(String.init).joined(separator: ".") }

        package init(parts: [Int]) { self.parts = parts }

        /// `2.34`; nil when the text is no version.
        package init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            if parts.contains(nil) { return nil }
            self.parts = parts.compactMap(\.self)
        }

        package static func < (a: Version, b: Version) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
    }

    package static func isELF(_ start: some Collection<UInt8>) -> Bool { start.starts(with: [0x7f, 0x45, 0x4c, 0x46]) }

    /// Reads no more of a file than its first bytes when it is no ELF file.
    package static func glibc(of path: String) throws -> Version? {
        let file = try OpenFile.read(path)
        var start = [UInt8](repeating: 0, count: 4)
        guard try start.withUnsafeMutableBytes({ try file.read(into: $0) }) == 4, isELF(start) else { return nil }
        return glibc(try Files.read(path, limit: 512 << 20))
    }

    package static func glibc(_ bytes: [UInt8]) -> Version? {
        guard isELF(bytes.prefix(4)), bytes.count > 64, bytes[4] == 2, bytes[5] == 1 else { return nil }
        let file = File(bytes: bytes)
        guard let table = file.number(40, 8), let size = file.number(58, 2), let count = file.number(60, 2),
            size >= 64
        else { return nil }
        let sections = (0..<count).map { table &+ $0 &* size }
        for section in sections where file.number(section &+ 4, 4) == 0x6fff_fffe {
            guard let offset = file.number(section &+ 24, 8), let link = file.number(section &+ 40, 4),
                link < count, let strings = file.number(table &+ link &* size &+ 24, 8)
            else { return nil }
            return file.needs(at: offset, strings: strings).compactMap(version).max()
        }
        return nil
    }

    private static func version(_ name: String) -> Version? {
        guard name.hasPrefix("GLIBC_") else { return nil }
        let parts = name.dropFirst(6).split(separator: ".").map { Int($0) }
        return parts.contains(nil) || parts.isEmpty ? nil : Version(parts: parts.compactMap { $0 })
    }

    private struct File {
        let bytes: [UInt8]

        /// A little-endian number; nil outside the file or beyond 2^48.
        func number(_ offset: Int, _ width: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - width else { return nil }
            let value = bytes[offset..<offset + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return value < 1 << 48 ? Int(value) : nil
        }

        /// Names of the needed versions: a chain of needs, each with a chain of names.
        func needs(at start: Int, strings: Int) -> [String] {
            var names: [String] = []
            var need = start
            var steps = 0
            while steps < 10_000 {
                guard let first = number(need &+ 8, 4), let next = number(need &+ 12, 4) else { break }
                var name = need &+ first
                while steps < 10_000 {
                    steps += 1
                    guard let text = number(name &+ 8, 4), let step = number(name &+ 12, 4) else { break }
                    names.append(string(strings &+ text))
                    if step == 0 { break }
                    name &+= step
                }
                if next == 0 { break }
                need &+= next
            }
            return names
        }

        private func string(_ offset: Int) -> String {
            guard bytes.indices.contains(offset) else { return "" }
            return String(decoding: bytes[offset...].prefix(64).prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
