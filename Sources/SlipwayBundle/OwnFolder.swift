/// The folder of a checked-out release that is the node's, not the release's.
package enum OwnFolder {
    static let name = ".slipway"

    /// In any spelling that some file system takes for it.
    package static func holds(_ path: String) -> Bool {
        path.utf8.split(separator: 47).first.map { String(Substring($0)).lowercased() == name } ?? false
    }
}
