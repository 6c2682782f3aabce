package import SlipwayModel
import SlipwaySystem

/// Where the secrets of this node lie, one file each.
package struct SecretFolder: Hashable, Sendable {
    package let path: String
    package init(_ path: String) { self.path = path }

    /// That of the node whose app this is.
    package init(of app: AppLayout) {
        let root = parent(of: parent(of: app.folder))
        let system = NodeLayout(root: nil)
        path = root == system.state ? system.secrets : NodeLayout(root: root).secrets
    }

    /// nil when it is not set. A link is not followed: it would make a secret of any file.
    func content(_ name: String) throws -> [UInt8]? {
        let file = path + "/" + name
        guard let facts = try Files.facts(file) else { return nil }
        guard facts.kind == .file else { throw SuperviseError("read", "the secret \(name)", "it is no plain file") }
        return try Files.read(file)
    }
}
