import CSlipwayArchive

/// Hands bytes from a Swift closure to libarchive and keeps the error that libarchive cannot carry.
final class ByteFeed {
    /// Fills the buffer; 0 at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    private let source: Source
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private(set) var failure: (any Error)?
    /// Bytes handed over so far.
    private(set) var total: Int64 = 0

    init(_ source: @escaping Source) { self.source = source }
    deinit { room.deallocate() }

    /// The feed must outlive the handle.
    func open(_ handle: OpaquePointer) -> Int32 {
        archive_read_open(
            handle, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, data, start in
                guard let data, let start else { return -1 }
                let feed = Unmanaged<ByteFeed>.fromOpaque(data).takeUnretainedValue()
                start.pointee = UnsafeRawPointer(feed.room.baseAddress)
                return feed.fill()
            }, nil)
    }

    private func fill() -> Int {
        do {
            let count = try source(room)
            total += Int64(count)
            return count
        } catch {
            failure = error
            return -1
        }
    }
}
