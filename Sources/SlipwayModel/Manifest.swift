/// An OCI image manifest: the release itself; its digest is the release's identity.
package struct Manifest: Codable, Hashable, Sendable {
    package var schemaVersion = 2
    package var mediaType = MediaType.manifest
    package var config: Descriptor
    package var layers: [Descriptor]
    package var annotations: [String: String]?
    /// Of an artifact: what it is, and the manifest it speaks of.
    package var artifactType: String?
    package var subject: Descriptor?

    package init(config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil) {
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}

/// An OCI image index: what a layout or a bundle holds.
package struct ImageIndex: Codable, Hashable, Sendable {
    package var schemaVersion = 2
    package var mediaType: String? = MediaType.index
    package var manifests: [Descriptor]

    package init(manifests: [Descriptor]) { self.manifests = manifests }
}

/// The configuration an OCI runtime would read; `rootfs.diff_ids` are the digests of the uncompressed layers.
package struct ImageConfig: Codable, Hashable, Sendable {
    package struct Execution: Codable, Hashable, Sendable {
        package var Entrypoint: [String]
        package var WorkingDir: String
        package var Env: [String]?
        package var Labels: [String: String]?
        package init(entrypoint: [String], workingDirectory: String, env: [String]?, labels: [String: String]?) {
            Entrypoint = entrypoint
            WorkingDir = workingDirectory
            Env = env
            Labels = labels
        }
    }
    package struct RootFS: Codable, Hashable, Sendable {
        package var type = "layers"
        package var diff_ids: [Digest]
        package init(diffIDs: [Digest]) { diff_ids = diffIDs }
    }
    package struct History: Codable, Hashable, Sendable {
        package var created: String
        package var created_by: String
        package init(created: String, createdBy: String) {
            self.created = created
            created_by = createdBy
        }
    }
    package var created: String
    package var architecture: String
    package var os: String
    package var config: Execution
    package var rootfs: RootFS
    package var history: [History]

    package init(
        created: String, platform: Platform, config: Execution, rootfs: RootFS, history: [History]
    ) {
        self.created = created
        architecture = platform.architecture
        os = platform.os
        self.config = config
        self.rootfs = rootfs
        self.history = history
    }
}

/// What a release runs on, in OCI's words.
package struct Platform: Codable, Hashable, Sendable, CustomStringConvertible {
    package var os: String
    package var architecture: String
    package init(os: String, architecture: String) {
        self.os = os
        self.architecture = architecture
    }
    package static let linuxAMD64 = Platform(os: "linux", architecture: "amd64")
    package var description: String { "\(os)/\(architecture)" }
    /// Both are words as OCI has them.
    package var isNamed: Bool {
        [os, architecture].allSatisfy { word in
            (1...32).contains(word.utf8.count)
                && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
        }
    }
}
