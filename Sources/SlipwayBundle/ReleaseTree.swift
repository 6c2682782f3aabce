package import SlipwayModel

/// One file of a release and where its bytes come from.
package struct TreeSource: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case file(String)
        case bytes([UInt8])
        /// Made when it is first read.
        case later(LaterFile)
    }
    /// In the release.
    package var path: String
    package var content: Content
    package var executable: Bool
    /// Where whoever made the file has hashed it already, so that an unchanged layer is recognised without reading it.
    /// Whenever the file is read, it is compared, unless it is ours.
    package var known: Known?

    package struct Known: Hashable, Sendable {
        package var digest: Digest
        /// Bytes.
        package var size: Int64
        /// It was hashed as it was written, where nobody else may write: it need not be compared again.
        package var isOurs: Bool
        package init(digest: Digest, size: Int64, isOurs: Bool = false) {
            self.digest = digest
            self.size = size
            self.isOurs = isOurs
        }
    }

    package init(path: String, content: Content, executable: Bool = false, known: Known? = nil) {
        self.path = path
        self.content = content
        self.executable = executable
        self.known = known
    }
}

/// What goes into one layer. Folders above a file need no mention.
package struct ComponentTree: Hashable, Sendable {
    package var component: Component
    /// Folders that would otherwise be missing because nothing is in them.
    package var folders: [String]
    package var files: [TreeSource]

    package init(component: Component, folders: [String] = [], files: [TreeSource]) {
        self.component = component
        self.folders = folders
        self.files = files
    }
}

/// A composed release, ready to be sealed.
package struct ReleaseTree: Hashable, Sendable {
    package var name: ReleaseName
    package var platform: Platform
    /// Also among the files of the wrapper component.
    package var spec: ServiceSpec
    package var components: [ComponentTree]

    package init(name: ReleaseName, platform: Platform, spec: ServiceSpec, components: [ComponentTree]) {
        self.name = name
        self.platform = platform
        self.spec = spec
        self.components = components
    }
}
