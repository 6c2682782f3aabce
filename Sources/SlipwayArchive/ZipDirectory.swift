package import SlipwaySystem

/// Where each entry of a zip lies, so that what did not change in it is told without unpacking (PKWARE's APPNOTE, 4.3).
///
/// Reads only archives that leave no question: one disk, nothing before, between or after the entries that belongs to
/// none. The pieces of all entries are all bytes of the archive but its directory.
package struct ZipDirectory: Sendable {
    package struct Entry: Sendable {
        package var name: [UInt8]
        /// Its record in the directory, without the offset: with its piece, all that its content depends on.
        package var record: [UInt8]
        /// Bytes of the archive: header, data and what follows up to the next entry.
        package var piece: Range<Int64>
    }
    /// In the order of their pieces.
    package private(set) var entries: [Entry] = []

    private static let largest = 64 << 20
    private static let endSize = 22
    private static let locatorSize = 20
    private static let recordSize = 46
    private static let headerSize: Int64 = 30

    /// nil when the archive is anything else; whether it is one at all is for others to say.
    package init?(_ file: OpenFile) throws {
        let size = try file.size()
        let tail = Int(min(size, Int64(Self.endSize + Self.locatorSize)))
        let last = try ExactBytes.read(tail, of: file, at: size - Int64(tail), named: "the archive")
        guard let end = Self.end(in: last) else { return nil }
        let start = Int64(last.number(at: end + 16, bytes: 4))
        let length = last.number(at: end + 12, bytes: 4)
        guard length <= Self.largest, start + Int64(length) == size - Int64(tail - end) else { return nil }
        let bytes = try ExactBytes.read(length, of: file, at: start, named: "the archive")
        guard let records = Self.records(bytes, count: last.number(at: end + 10, bytes: 2)) else { return nil }
        var next = start
        for record in records.sorted(by: { $0.offset > $1.offset }) {
            guard record.offset + Self.headerSize + record.packed <= next else { return nil }
            let piece = record.offset..<next
            guard try Self.agrees(record, piece, file) else { return nil }
            entries.append(Entry(name: record.name, record: record.bytes, piece: piece))
            next = record.offset
        }
        if next != 0 { return nil }
        entries.reverse()
    }

    private struct Record {
        var name: [UInt8]
        var bytes: [UInt8]
        var offset: Int64
        /// Bytes of compressed data.
        var packed: Int64
    }

    /// The record that ends the archive: the last bytes of it, without a comment, for who reads a zip may look for it in
    /// another way; all is on one disk, and no longer form of the record is announced before it.
    private static func end(in bytes: [UInt8]) -> Int? {
        let place = bytes.count - endSize
        guard place >= 0, bytes.number(at: place, bytes: 4) == 0x0605_4b50, bytes.number(at: place + 20, bytes: 2) == 0,
            place < locatorSize || bytes.number(at: place - locatorSize, bytes: 4) != 0x0706_4b50
        else { return nil }
        let onOneDisk = bytes.number(at: place + 4, bytes: 4) == 0
        let here = bytes.number(at: place + 8, bytes: 2)
        return onOneDisk && here == bytes.number(at: place + 10, bytes: 2) && here < 0xffff ? place : nil
    }

    /// The header before the data agrees with the directory, and all of the data lies in the piece: the content depends
    /// on nothing outside of it.
    private static func agrees(_ record: Record, _ piece: Range<Int64>, _ file: OpenFile) throws -> Bool {
        let size = Int(headerSize) + record.name.count
        guard piece.upperBound - piece.lowerBound >= Int64(size) else { return false }
        let header = try ExactBytes.read(size, of: file, at: piece.lowerBound, named: "the archive")
        let (packed, extra) = (header.number(at: 18, bytes: 4), header.number(at: 28, bytes: 2))
        return header.number(at: 0, bytes: 4) == 0x0403_4b50 && header.number(at: 26, bytes: 2) == record.name.count
            && header[Int(headerSize)...].elementsEqual(record.name) && (packed == 0 || Int64(packed) == record.packed)
            && Int64(size + extra) + record.packed <= piece.upperBound - piece.lowerBound
    }

    private static func records(_ bytes: [UInt8], count: Int) -> [Record]? {
        var records: [Record] = []
        var place = 0
        while place < bytes.count {
            guard place + recordSize <= bytes.count, bytes.number(at: place, bytes: 4) == 0x0201_4b50 else {
                return nil
            }
            let name = bytes.number(at: place + 28, bytes: 2)
            let length =
                recordSize + name + bytes.number(at: place + 30, bytes: 2) + bytes.number(at: place + 32, bytes: 2)
            let (packed, plain) = (bytes.number(at: place + 20, bytes: 4), bytes.number(at: place + 24, bytes: 4))
            let offset = bytes.number(at: place + 42, bytes: 4)
            guard place + length <= bytes.count, bytes.number(at: place + 34, bytes: 2) == 0,
                ![packed, plain, offset].contains(0xffff_ffff)
            else { return nil }
            var record = Array(bytes[place..<(place + length)])
            let names = Array(record[recordSize..<(recordSize + name)])
            // Without the mark for UTF-8, what such a name means is a matter of opinion.
            if names.contains(where: { $0 > 127 }), bytes.number(at: place + 8, bytes: 2) & 0x800 == 0 { return nil }
            record.replaceSubrange(42..<46, with: [0, 0, 0, 0])
            records.append(Record(name: names, bytes: record, offset: Int64(offset), packed: Int64(packed)))
            place += length
        }
        return records.count == count ? records : nil
    }
}

extension [UInt8] {
    /// Little-endian.
    fileprivate func number(at place: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) }
    }
}
