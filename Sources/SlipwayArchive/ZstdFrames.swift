import CSlipwayZstd
import SlipwaySystem

/// Compresses a stream into zstd frames of 4 MiB of content each, several at once. A frame depends on its own bytes
/// alone, so that equal streams give equal bytes however many threads work and however the stream arrives. Not for two
/// threads at once.
package final class ZstdFrames {
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Content of every frame but the last, in bytes.
    package static let frameSize = 4 << 20
    /// Names what the bytes depend on: part of the key under which a compressed layer is remembered.
    package static let version = "frames4m-\(ZstdEncoder.version)"

    private final class Frame {
        let content = UnsafeMutableRawBufferPointer.allocate(byteCount: ZstdFrames.frameSize, alignment: 16)
        let packed = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ZSTD_compressBound(ZstdFrames.frameSize), alignment: 16)
        var count = 0
        /// Bytes of `packed`; nil until it is done.
        var result: Result<Int, ArchiveError>?

        deinit {
            content.deallocate()
            packed.deallocate()
        }
    }

    private final class Line: @unchecked Sendable {
        let monitor = Monitor()
        var waiting: [Frame] = []
        var ended = false
    }

    private let line = Line()
    private let sink: Sink
    /// In the order of the stream, done or not.
    private var underway: [Frame] = []
    private var spare: [Frame] = []
    private var current: Frame?
    private var wroteAny = false
    private let most: Int

    /// `threads`: as many as the host has processors, unless a test wants another number.
    package init(level: Int32, threads: Int = Workers.count, sink: @escaping Sink) throws {
        self.sink = sink
        most = 2 * threads + 1
        let line = line
        for _ in 0..<threads { try Threads.start { Self.run(line, level) } }
    }

    deinit { line.monitor.with { line.ended = true } }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let frame = current ?? spare.popLast() ?? Frame()
            current = frame
            let count = min(rest.count, Self.frameSize - frame.count)
            let room = UnsafeMutableRawBufferPointer(rebasing: frame.content[frame.count...])
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            frame.count += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if frame.count == Self.frameSize { try submit(frame) }
        }
    }

    /// Hands over what is left; an empty stream is one empty frame.
    package func finish() throws {
        if let current { try submit(current) } else if !wroteAny { try submit(spare.popLast() ?? Frame()) }
        while !underway.isEmpty { try emit() }
    }

    private func submit(_ frame: Frame) throws {
        current = nil
        wroteAny = true
        frame.result = nil
        underway.append(frame)
        line.monitor.with { line.waiting.append(frame) }
        while underway.count >= most { try emit() }
    }

    /// Waits for the oldest.
    private func emit() throws {
        let frame = underway.removeFirst()
        let size = try line.monitor.when { frame.result }.get()
        // In pieces that the sink can copy without fresh pages for each.
        let most = 1 << 16
        for start in stride(from: 0, to: size, by: most) {
            try sink(UnsafeRawBufferPointer(rebasing: frame.packed[start..<min(start + most, size)]))
        }
        frame.count = 0
        spare.append(frame)
    }

    private static func run(_ line: Line, _ level: Int32) {
        let state = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(state) }
        while let frame = line.monitor.when({ next(line) }) {
            let result = compress(frame, state, level)
            line.monitor.with { frame.result = result }
        }
    }

    /// nil within: nothing to be had yet; nil itself: nothing will come.
    private static func next(_ line: Line) -> Frame?? {
        if !line.waiting.isEmpty { return .some(line.waiting.removeFirst()) }
        return line.ended ? .some(nil) : nil
    }

    private static func compress(_ frame: Frame, _ state: OpaquePointer?, _ level: Int32) -> Result<Int, ArchiveError> {
        guard let state else { return .failure(ArchiveError("compress", "a stream", "no memory")) }
        ZSTD_CCtx_setParameter(state, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(state, ZSTD_c_checksumFlag, 1)
        let size = ZSTD_compress2(
            state, frame.packed.baseAddress, frame.packed.count, frame.content.baseAddress, frame.count)
        if ZSTD_isError(size) == 0 { return .success(size) }
        return .failure(ArchiveError("compress", "a stream", String(cString: ZSTD_getErrorName(size)).lowercased()))
    }
}
