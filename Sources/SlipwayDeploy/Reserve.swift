import Glibc
package import SlipwayModel
import SlipwaySystem

/// Owns a little room of the disk, set aside before a switch begins, so that a disk which fills up meanwhile does not
/// keep the old release from coming back: the ledger, `want.json` and a link need a few blocks each.
package struct Reserve: Sendable {
    /// Bytes.
    package static let size: Int64 = 256 << 10
    private let path: String

    package init(_ app: AppLayout) { path = app.reserve }

    /// Throws when the disk has not even that much.
    package func hold() throws {
        if let facts = try Files.facts(path), facts.size == Self.size { return }
        let file = try Disk.create(path, mode: 0o600)
        do {
            try Disk.allocate(file, path, bytes: Self.size)
        } catch {
            try? Disk.unlink(path)
            throw error
        }
    }

    /// Runs `body`; where it ends for lack of room, gives the room away and runs it once more.
    package func spending<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SystemError where error.isLackOfRoom && Files.exists(path) {
            try Disk.unlink(path)
            return try body()
        }
    }
}
