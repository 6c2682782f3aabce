import CSlipwayArchive
import SlipwayModel
package import SlipwaySystem

/// Reads the entries of an archive one after another; never writes a file. What is wrong with the archive is a
/// `Refusal` (65) that names it. Not for two threads at once.
package final class ArchiveReader {
    package enum Format: Sendable {
        /// tar, bare or in gzip, xz, bzip2 or zstd.
        case tar
        /// tar and nothing around it.
        case plainTar
        /// A zip or jar by its central directory, as Java reads it.
        case zip
        /// The files of a Debian package: the `data.tar` inside the outer `ar`.
        case deb
        case ar
    }

    private let subject: String
    private let handle: OpaquePointer
    private let feed: ByteFeed?
    private let file: OpenFile?
    private let format: Format
    /// Of all entries so far.
    private var unpacked: Int64 = 0

    package convenience init(file path: String, format: Format) throws {
        try self.init(file: OpenFile.read(path), named: path, format: format)
    }

    /// From the present position of an open file; a zip must be seekable.
    package convenience init(file: OpenFile, named subject: String, format: Format) throws {
        guard format == .deb else {
            try self.init(subject, format, file: file, feed: nil)
            return
        }
        let outer = try ArchiveReader(subject, .ar, file: file, feed: nil)
        while true {
            guard let member = try outer.next() else {
                throw Refusal(.badInput, "\(subject) is no Debian package: it holds no data.tar")
            }
            if member.path.hasPrefix("data.tar") { break }
        }
        try self.init(named: subject, format: .tar) { try outer.read(into: $0) }
    }

    /// From a function that fills a buffer and tells how many bytes it put there, 0 at the end. Not for zip and deb.
    package convenience init(
        named subject: String, format: Format, source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        try self.init(subject, format, file: nil, feed: ByteFeed(source))
    }

    private init(_ subject: String, _ format: Format, file: OpenFile?, feed: ByteFeed?) throws {
        guard let handle = archive_read_new() else { throw ArchiveError("read", subject, "no memory") }
        self.subject = subject
        self.handle = handle
        self.feed = feed
        self.file = file
        self.format = format
        Self.prepare(handle, for: format)
        let result = feed?.open(handle) ?? archive_read_open_fd(handle, file?.fd ?? -1, 65_536)
        if result != ARCHIVE_OK { throw failure() }
    }

    deinit { archive_read_free(handle) }

    /// Each format by its name: asking for all would link readers that nobody needs, and an XML library with them.
    private static func prepare(_ handle: OpaquePointer, for format: Format) {
        switch format {
        case .tar, .deb:
            archive_read_support_filter_gzip(handle)
            archive_read_support_filter_xz(handle)
            archive_read_support_filter_bzip2(handle)
            archive_read_support_filter_zstd(handle)
            archive_read_support_format_tar(handle)
        case .plainTar: archive_read_support_format_tar(handle)
        case .zip: archive_read_support_format_zip_seekable(handle)
        case .ar: archive_read_support_format_ar(handle)
        }
    }

    /// The next entry; nil after the last. The archive's own root folder is passed over.
    package func next() throws -> ArchiveEntry? {
        try UTF8Locale.use {
            while true {
                var raw: OpaquePointer?
                let result = archive_read_next_header(handle, &raw)
                if result == ARCHIVE_EOF { return nil }
                if result == ARCHIVE_RETRY { continue }
                guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let raw else { throw failure() }
                let entry = try entry(raw)
                if entry.kind == .folder, entry.path.allSatisfy({ $0 == "." || $0 == "/" }), !entry.path.contains("..")
                {
                    continue
                }
                return entry
            }
        }
    }

    /// Data of the current entry; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
            if count >= 0 {
                unpacked += Int64(count)
                if try unpacked > most() { throw ExpansionBound.refusal(subject) }
                return count
            }
            if count != Int(ARCHIVE_RETRY) { throw failure() }
        }
    }

    /// Bytes that may have come out by now: of a bare archive what went in, of a packed one so many times its size.
    private func most() throws -> Int64 {
        switch format {
        case .plainTar, .ar: try feed?.total ?? file?.size() ?? 0
        case .tar, .zip, .deb: ExpansionBound.most(packed: try feed?.total ?? file?.size() ?? 0)
        }
    }

    /// All data of the current entry; refuses more than `limit` bytes.
    package func readAll(limit: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try piece.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return all }
            if all.count + count > limit {
                throw Refusal(.badInput, "an entry of \(subject) is larger than the \(limit) bytes allowed for it")
            }
            all.append(contentsOf: piece[..<count])
        }
    }

    private func entry(_ raw: OpaquePointer) throws -> ArchiveEntry {
        guard let path = text(archive_entry_pathname(raw)) else {
            throw Refusal(.badInput, "\(subject) holds a name that is not UTF-8")
        }
        if archive_entry_sparse_count(raw) > 0 {
            throw Refusal(.badInput, "\(subject) holds \(path), a sparse file: more than is in it")
        }
        return ArchiveEntry(
            path: path, kind: try kind(raw, path), size: archive_entry_size(raw),
            mode: UInt32(archive_entry_perm(raw)), modified: Int64(archive_entry_mtime(raw)))
    }

    private func kind(_ raw: OpaquePointer, _ path: String) throws -> ArchiveEntry.Kind {
        if let target = archive_entry_hardlink(raw) { return .hardLink(target: try self.target(target, path)) }
        return switch UInt32(archive_entry_filetype(raw)) {
        case 0o100000: .file
        case 0o040000: .folder
        case 0o120000: .link(target: try target(archive_entry_symlink(raw), path))
        default: .other
        }
    }

    private func target(_ raw: UnsafePointer<CChar>?, _ path: String) throws -> String {
        if let target = text(raw) { return target }
        throw Refusal(.badInput, "the link \(path) in \(subject) has a target that is not UTF-8")
    }

    private func text(_ raw: UnsafePointer<CChar>?) -> String? { raw.flatMap { String(validatingCString: $0) } }

    private func failure() -> any Error {
        if let failure = feed?.failure { return failure }
        let words = archive_error_string(handle).map { String(cString: $0) } ?? ""
        let reason = words.split(whereSeparator: \.isNewline).first ?? "it is damaged"
        return Refusal(.badInput, "cannot read \(subject): \(reason.prefix(1).lowercased() + reason.dropFirst())")
    }
}
