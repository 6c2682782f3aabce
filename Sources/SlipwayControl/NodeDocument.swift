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
    /// `on`, or `off` where the node starts its apps without what was baked into their releases.
    package var warmStart: String?
    package init(
        node: String, root: String, pid: Int32, version: String, since: String, apps: [String],
        warmStart: String? = nil
    ) {
        self.warmStart = warmStart
        self.node = node
        self.root = root
        self.pid = pid
        self.version = version
        self.since = since
        self.apps = apps
    }
}
