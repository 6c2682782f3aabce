import CSlipwayLinux
import Glibc

/// A file, folder or link that is held, whatever its name leads to meanwhile. To be used where somebody else may change
/// the folder it lies in.
package struct HeldPlace {
    /// `O_PATH`, which the Swift headers lack.
    private static let place: Int32 = 0o10_000_000

    private let file: OpenFile
    package let facts: FileFacts

    /// A link at the end of the path is held itself. nil when there is nothing.
    package init?(_ path: String) throws {
        do {
            file = OpenFile(owning: try OpenFile.opened(path, Self.place | O_NOFOLLOW, 0))
        } catch let error as SystemError where error.code == ENOENT {
            return nil
        }
        guard let facts = try Files.facts("/proc/self/fd/\(file.fd)", following: true) else {
            throw SystemError("look at", path, ENOENT)
        }
        self.facts = facts
    }

    /// Leads to it, and nowhere else, for as long as the value lives.
    package var path: String { "/proc/self/fd/\(file.fd)" }

    /// Names of a folder's entries, as paths that go on from what is held.
    package func entries() throws -> [String] { try Files.names(in: path).map { path + "/" + $0 } }
}
