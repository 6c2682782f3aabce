import SlipwayModel
package import SlipwaySystem

/// Reads a stated number of bytes, all of them or none.
package enum ExactBytes {
    /// Exactly `count` bytes from an offset; refuses with 65 when the file ends before.
    package static func read(
        _ count: Int, of file: OpenFile, at offset: Int64, named subject: String
    ) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = try bytes.withUnsafeMutableBytes {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[done...]), at: offset + Int64(done))
            }
            if got == 0 { throw Refusal(.badInput, "\(subject) is cut short") }
            done += got
        }
        return bytes
    }
}
