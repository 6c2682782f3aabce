import Glibc
import SlipwayModel
import SlipwaySystem

/// Decides which node an ordinary user means who names none: the system's, else the one that an installation without
/// root has made in the home folder.
enum HomeNode {
    /// nil: the system's own node. `system` and `home` are the folders of the two.
    static func root(
        isRoot: Bool = geteuid() == 0, system: String = NodeLayout(root: nil).state, home: String = UserFolders.node()
    ) -> String? {
        isRoot || Files.exists(system) || !Files.isFolder(home) ? nil : home
    }
}
