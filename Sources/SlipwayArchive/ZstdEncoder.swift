import CSlipwayZstd

/// Compresses a stream into one zstd frame: one thread, a checksum, no size in the header, so that equal bytes give
/// equal frames for one version of libzstd. Not for two threads at once.
package final class ZstdEncoder {
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Frames may differ between versions: part of the key under which a compressed layer is remembered.
    package static let version = String(cString: ZSTD_versionString())

    private let state: OpaquePointer
    private let room: UnsafeMutableRawBufferPointer
    private let sink: Sink

    /// Throws `ArchiveError` when there is no memory for it.
    package init(level: Int32, sink: @escaping Sink) throws {
        guard let state = ZSTD_createCCtx() else { throw ArchiveError("compress", "a stream", "no memory") }
        self.state = state
        self.sink = sink
        room = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
        try Self.checked(ZSTD_CCtx_setParameter(state, ZSTD_c_compressionLevel, level))
        try Self.checked(ZSTD_CCtx_setParameter(state, ZSTD_c_checksumFlag, 1))
        try Self.checked(ZSTD_CCtx_setParameter(state, ZSTD_c_contentSizeFlag, 0))
    }

    deinit {
        ZSTD_freeCCtx(state)
        room.deallocate()
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { _ = try step(&input, ZSTD_e_continue) }
    }

    /// Ends the frame.
    package func finish() throws {
        var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try step(&nothing, ZSTD_e_end) != 0 {}
    }

    private func step(_ input: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective) throws -> Int {
        var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let left = try Self.checked(ZSTD_compressStream2(state, &output, &input, directive))
        if output.pos > 0 { try sink(UnsafeRawBufferPointer(rebasing: room[..<output.pos])) }
        return left
    }

    @discardableResult
    private static func checked(_ result: Int) throws -> Int {
        if ZSTD_isError(result) == 0 { return result }
        throw ArchiveError("compress", "a stream", String(cString: ZSTD_getErrorName(result)).lowercased())
    }
}
