import SlipwaySystem

/// A folder of a test's own, gone with the value.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init(_ label: String = "test") throws {
        path = "/tmp/slipway-\(label)-" + (try Randomness.hex(bytes: 6))
        try Folders.make(path)
    }

    deinit { try? Folders.removeAll(path) }

    package func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file with its parent folders; returns its path.
    @discardableResult
    package func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
        let path = self(name)
        try Folders.make(parent(of: path))
        let file = try Disk.create(path, mode: mode)
        try Disk.write(Array(text.utf8), to: file, path)
        try Disk.chmod(path, mode)
        return path
    }
}
