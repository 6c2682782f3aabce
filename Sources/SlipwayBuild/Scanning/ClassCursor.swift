/// Walks over the bytes of a class file, big-endian, and never beyond their end.
struct ClassCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func one() throws(ClassFileReader.Damaged) -> Int {
        guard place < bytes.count else { throw ClassFileReader.Damaged() }
        defer { place += 1 }
        return Int(bytes[place])
    }

    mutating func two() throws(ClassFileReader.Damaged) -> Int {
        guard bytes.count - place >= 2 else { throw ClassFileReader.Damaged() }
        defer { place += 2 }
        return Int(bytes[place]) << 8 | Int(bytes[place + 1])
    }

    mutating func four() throws(ClassFileReader.Damaged) -> Int {
        let high = try two()
        return high << 16 | (try two())
    }

    mutating func skip(_ count: Int) throws(ClassFileReader.Damaged) { _ = try take(count) }

    mutating func take(_ count: Int) throws(ClassFileReader.Damaged) -> UnsafeRawBufferPointer {
        guard count >= 0, bytes.count - place >= count else { throw ClassFileReader.Damaged() }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<(place + count)])
    }
}
