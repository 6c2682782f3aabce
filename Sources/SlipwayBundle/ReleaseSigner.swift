import SlipwayCrypto
package import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// A document that lies beside a release.
package struct Attachment: Sendable {
    /// `MediaType.bom` or `MediaType.provenance`.
    package var mediaType: String
    package var bytes: [UInt8]
    package init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

/// A release whose layers are made, before it has a name.
package struct SealedRelease: Sendable {
    package var name: ReleaseName
    package var platform: Platform
    package var manifest: Descriptor
    package var config: Descriptor
    package var trees: [ReleaseStatement.Tree]
    /// All of them, as they were hashed.
    package var files: [TreeFile] = []
}

/// Signs releases as they are published: statement, signature and documents, each as an artifact of the release.
package struct ReleaseSigner {
    private let key: SigningKey
    /// nil for the next.
    private let sequence: Int?
    private let documents: (SealedRelease) throws -> [Attachment]

    /// `documents` makes what is attached; it is asked only when a statement is made.
    package init(
        _ key: SigningKey, sequence: Int? = nil,
        documents: @escaping (SealedRelease) throws -> [Attachment] = { _ in [] }
    ) {
        self.key = key
        self.sequence = sequence
        self.documents = documents
    }

    private static let keyNote = "dev.slipway.key"

    func attaching(_ release: SealedRelease) -> Attaching {
        Attaching(
            app: release.name.name, sequence: sequence,
            replaces: { present in
                present.annotations?[Self.keyNote] != key.shown.name
                    || (sequence != nil && DirectoryStore.sequence(of: present) != sequence)
            },
            make: { try sign(release, $1, into: $0) })
    }

    private func sign(_ release: SealedRelease, _ sequence: Int, into ingest: Ingest) throws -> Descriptor {
        let documents = try documents(release).map { document in
            (document.mediaType, try ingest.put(document.bytes, mediaType: document.mediaType))
        }
        let statement = ReleaseStatement(
            app: release.name.name, version: release.name.version, sequence: sequence, platform: release.platform,
            manifest: release.manifest, components: release.trees, attached: documents.map(\.1))
        let signed = try SignedStatement(statement, by: key)
        let pair = [
            try ingest.put(signed.bytes, mediaType: MediaType.statement),
            try ingest.put(Array((signed.signature?.text ?? "").utf8), mediaType: MediaType.signature),
        ]
        var entries = [try artifact(MediaType.statement, pair, release, ingest)]
        for (type, blob) in documents { entries.append(try artifact(type, [blob], release, ingest)) }
        var index = try ingest.put(JSONText.bytes(ImageIndex(manifests: entries)), mediaType: MediaType.index)
        index.annotations = [
            Annotation.subject: release.manifest.digest.description, Annotation.app: release.name.name,
            Annotation.sequence: "\(sequence)", Self.keyNote: key.shown.name,
        ]
        return index
    }

    private func artifact(
        _ type: String, _ layers: [Descriptor], _ release: SealedRelease, _ ingest: Ingest
    ) throws -> Descriptor {
        let config = try ingest.put(Artifact.emptyConfig, mediaType: MediaType.empty)
        var manifest = Manifest(config: config, layers: layers)
        manifest.artifactType = type
        manifest.subject = release.manifest
        var entry = try ingest.put(JSONText.bytes(manifest), mediaType: MediaType.manifest)
        entry.artifactType = type
        return entry
    }
}
