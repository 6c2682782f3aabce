/// Writes a zip of stored files, as plain as the format allows (PKWARE's APPNOTE, 4.3).
enum StoredZip {
    static func bytes(_ files: [(path: String, content: String)]) -> [UInt8] {
        bytes(of: files.map { ($0.path, Array($0.content.utf8)) })
    }

    static func bytes(of files: [(path: String, content: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for (path, data) in files {
            let name = Array(path.utf8)
            let offset = UInt32(body.count)
            // Version 2.0, UTF-8 names, stored, 1 January 1980.
            let facts =
                le(UInt16(20)) + le(UInt16(0x800)) + le(UInt16(0)) + le(UInt16(0)) + le(UInt16(0x21))
                + le(crc(data)) + le(UInt32(data.count)) + le(UInt32(data.count)) + le(UInt16(name.count))
                + le(UInt16(0))
            body += le(UInt32(0x0403_4b50)) + facts + name + data
            directory += le(UInt32(0x0201_4b50)) + le(UInt16(20)) + facts + le(UInt16(0)) + le(UInt16(0))
            directory += le(UInt16(0)) + le(UInt32(0)) + le(offset) + name
        }
        let count = le(UInt16(files.count))
        return body + directory + le(UInt32(0x0605_4b50)) + [0, 0, 0, 0] + count + count
            + le(UInt32(directory.count)) + le(UInt32(body.count)) + [0, 0]
    }

    private static func le(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xffff_ffff
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
