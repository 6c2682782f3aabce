import CSlipwayZstd
import SlipwayModel

/// Decompresses a stream of zstd frames, one after another. Damage is a `Refusal` (65), also a stream that ends
/// within a frame or wants more memory than allowed. Not for two threads at once.
package final class ZstdDecoder {
    /// Fills the buffer with compressed bytes; 0 at the end.
    package typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    private let subject: String
    private let source: Source
    private let state: OpaquePointer
    private let room: UnsafeMutableRawBufferPointer
    private var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    private var withinFrame = false
    private var ended = false

    /// `windowBits`: a frame may look back over two to the power of it; 23 (8 MiB) is what the format (RFC 8878)
    /// asks every decoder to bear, and levels up to 19 need no more.
    package init(named subject: String, windowBits: Int32 = 23, source: @escaping Source) throws {
        guard let state = ZSTD_createDCtx() else { throw ArchiveError("decompress", subject, "no memory") }
        self.subject = subject
        self.source = source
        self.state = state
        room = .allocate(byteCount: ZSTD_DStreamInSize(), alignment: 16)
        _ = try checked(ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, windowBits))
    }

    deinit {
        ZSTD_freeDCtx(state)
        room.deallocate()
    }

    /// Up to `buffer.count` plain bytes; 0 at the end of the stream.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        while output.pos == 0, !buffer.isEmpty {
            // What the decoder still holds of earlier input comes first.
            if input.pos == input.size, !withinFrame, ended { return 0 }
            if input.pos == input.size, !ended { try refill() }
            if ended, input.pos == input.size, !withinFrame { return 0 }
            let before = output.pos
            let hint = try checked(ZSTD_decompressStream(state, &output, &input))
            withinFrame = hint != 0
            if ended, withinFrame, output.pos == before, input.pos == input.size {
                throw Refusal(.badInput, "\(subject) is cut short")
            }
        }
        return output.pos
    }

    private func refill() throws {
        let count = try source(room)
        ended = count == 0
        input = ZSTD_inBuffer(src: room.baseAddress, size: count, pos: 0)
    }

    private func checked(_ result: Int) throws -> Int {
        if ZSTD_isError(result) == 0 { return result }
        throw Refusal(
            .badInput, "cannot decompress \(subject): \(String(cString: ZSTD_getErrorName(result)).lowercased())")
    }
}
