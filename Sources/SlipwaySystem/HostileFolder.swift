import Glibc

/// Looks at a file below a folder where somebody else may put anything: no link is followed on the way to it, and
/// nothing is opened but folders.
package enum HostileFolder {
    /// `O_PATH`, which the Swift headers lack.
    private static let place: Int32 = 0o10_000_000

    /// What lies at a relative path; nil when nothing does. ENOTDIR is thrown where a link or a file stands in the way,
    /// EINVAL for a path that leaves the folder.
    package static func facts(_ path: String, below folder: String) throws -> FileFacts? {
        let names = path.split(separator: "/").map(String.init)
        guard let last = names.last, !path.hasPrefix("/"), !names.contains("..") else {
            throw SystemError("look at", path, EINVAL)
        }
        do {
            var at = OpenFile(owning: try OpenFile.opened(folder, place | O_DIRECTORY, 0))
            for name in names.dropLast() {
                let flags = place | O_DIRECTORY | O_NOFOLLOW
                at = try withExtendedLifetime(at) {
                    OpenFile(owning: try OpenFile.opened("/proc/self/fd/\(at.fd)/\(name)", flags, 0))
                }
            }
            return try withExtendedLifetime(at) { try Files.facts("/proc/self/fd/\(at.fd)/\(last)") }
        } catch let error as SystemError where error.code == ENOENT {
            return nil
        } catch let error as SystemError {
            throw SystemError("look at", path, error.code)
        }
    }
}
