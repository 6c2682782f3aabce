/// What `node status --json` prints.
package struct NodeDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var node: String
    package var root: String
    package var pid: Int32
    package var version: String
    /// RFC 3339.
    package var since: String
    package var apps: [String]
    package init(node: String, root: String, pid: Int32, version: String, since: String, apps: [String]) {
        self.node = node
        self.root = root
        self.pid = pid
        self.version = version
        self.since = since
        self.apps = apps
    }
}
