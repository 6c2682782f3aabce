import SlipwayModel
import SlipwaySystem

/// Keeps `status.json` what the wrapper last said; a disk that refuses it is asked again.
final class StatusWriter {
    /// The last status as one line of JSON.
    private(set) var line: [UInt8] = []
    /// When a file that could not be written is tried again, on the monotonic clock.
    private(set) var retryAt: Int64?
    private var last: WrapperStatus?
    private let path: String

    init(_ path: String) { self.path = path }

    /// The status an earlier wrapper has left; nil when there is none that can be read.
    static func old(_ path: String) -> WrapperStatus? {
        try? JSONFile.read(path, StatusFormat.status)
    }

    /// True when it differs from the last one.
    func put(_ status: WrapperStatus) -> Bool {
        let isNew = status != last
        if isNew {
            last = status
            line = StatusFormat.json(status).bytes
        }
        if isNew || retryAt.map({ $0 <= Clock.monotonic() }) ?? false { write() }
        return isNew
    }

    /// Throws when the file cannot be made what was last said.
    func insist() throws {
        do {
            try writeOnce()
        } catch {
            throw SuperviseError("write", path, (error as? SystemError)?.reason ?? "\(error)")
        }
    }

    private func write() { try? writeOnce() }

    private func writeOnce() throws {
        retryAt = Clock.monotonic() + 1000
        try DurableFile.replaceVolatile(path, with: line + [10])
        retryAt = nil
    }
}
