/// What changes from one release and configuration to another, for people: components, files, jars by version,
/// configuration lines with secrets masked, ports, bytes.
package struct ReleaseDifference: Codable, Equatable, Sendable {
    /// One thing before and after; nil where there is none.
    package struct Change: Codable, Equatable, Sendable {
        package var name: String
        package var from: String?
        package var to: String?
        package init(name: String, from: String?, to: String?) {
            self.name = name
            self.from = from
            self.to = to
        }
    }

    package struct Files: Codable, Equatable, Sendable {
        package var added: [String] = []
        package var removed: [String] = []
        package var changed: [String] = []
        package init() {}
    }

    /// `shop 1.4.2`; nil when there is nothing before.
    package var from: String?
    package var to: String
    /// Tree digests by component name.
    package var components: [Change]
    /// By name without the version.
    package var jars: [Change]
    /// Everything but jars, and jars whose name and version stay.
    package var files: Files
    /// Properties, environment, options, health timings, limits: whatever `config get` tells.
    package var configuration: [Change]
    package var ports: [Change]
    /// Bytes of files that the one has and the other has not.
    package var bytesAdded: Int64
    package var bytesRemoved: Int64

    package init(
        from: String?, to: String, components: [Change], jars: [Change], files: Files, configuration: [Change],
        ports: [Change], bytesAdded: Int64, bytesRemoved: Int64
    ) {
        self.from = from
        self.to = to
        self.components = components
        self.jars = jars
        self.files = files
        self.configuration = configuration
        self.ports = ports
        self.bytesAdded = bytesAdded
        self.bytesRemoved = bytesRemoved
    }
}
