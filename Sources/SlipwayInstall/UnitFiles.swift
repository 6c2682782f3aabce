import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Writes an installation's units where its systemd looks for them.
struct UnitFiles {
    private let folder: String?
    private let texts: [String: String]

    init(_ paths: InstallPaths, _ keeping: InstallFacts.Keeping) {
        switch (keeping, paths.scope) {
        case (.systemd, _):
            folder = Keeping.systemUnits
            texts = SystemdUnits(programs: paths.current, scope: .system).files
        case (.userSystemd, .home(let home)):
            folder = home + "/" + Keeping.userUnits
            texts = SystemdUnits(programs: paths.current, scope: .user(root: paths.node.state)).files
        case (.userSystemd, _), (.keeper, _):
            folder = nil
            texts = [:]
        }
    }

    /// Nothing of them is missing or of another version.
    var areWritten: Bool {
        guard let folder else { return true }
        return texts.allSatisfy { (try? Files.text(folder + "/" + $0)) == $1 }
    }

    var areThere: Bool { folder.map { Files.exists($0 + "/" + SystemdUnits.daemon) } ?? false }

    func write() throws {
        guard let folder else { return }
        try Folders.make(folder)
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            try DurableFile.replace(folder + "/" + name, with: Array(text.utf8))
        }
    }

    func remove() throws {
        guard let folder else { return }
        for name in texts.keys.sorted() { try Disk.unlink(folder + "/" + name) }
    }
}
