package import SlipwayModel
import SlipwaySystem

/// What is attached to a release: an entry of `index.json` of its own, an image index without a name, which says in
/// annotations whose it is.
extension DirectoryStore {
    /// The index of what is attached to a release; nil when nothing is.
    package func attached(to manifest: Digest) throws -> Descriptor? {
        try readIndex().manifests.last { Self.subject(of: $0) == manifest }
    }

    /// The highest sequence that any release of that name has had; 0 without one.
    package func highestSequence(of app: String) throws -> Int { Self.highestSequence(of: app, in: try readIndex()) }

    static func highestSequence(of app: String, in index: ImageIndex) -> Int {
        index.manifests.filter { $0.annotations?[Annotation.app] == app }.compactMap(sequence).max() ?? 0
    }

    package static func sequence(of entry: Descriptor) -> Int? {
        entry.annotations?[Annotation.sequence].flatMap(Int.init).flatMap {
            ReleaseStatement.sequences.contains($0) ? $0 : nil
        }
    }

    static func subject(of entry: Descriptor) -> Digest? {
        guard entry.mediaType == MediaType.index else { return nil }
        return entry.annotations?[Annotation.subject].flatMap { Digest($0) }
    }
}

extension ImageIndex {
    /// What was attached to releases that have no name any more goes with them.
    mutating func dropStrayAttachments() {
        let releases = Set(manifests.filter { $0.mediaType == MediaType.manifest }.map(\.digest))
        manifests.removeAll { entry in DirectoryStore.subject(of: entry).map { !releases.contains($0) } ?? false }
    }
}

/// What a release gets attached when it is published.
package struct Attaching {
    package var app: String
    /// The sequence that is asked for; nil for the next.
    package var sequence: Int?
    /// False when what the release has already will do.
    package var replaces: (Descriptor) throws -> Bool
    /// Takes the documents in and returns their index, with the annotations of its entry.
    package var make: (_ ingest: Ingest, _ sequence: Int) throws -> Descriptor

    package init(
        app: String, sequence: Int?, replaces: @escaping (Descriptor) throws -> Bool,
        make: @escaping (_ ingest: Ingest, _ sequence: Int) throws -> Descriptor
    ) {
        self.app = app
        self.sequence = sequence
        self.replaces = replaces
        self.make = make
    }

    /// The index with what is attached to the release; the same when nothing is to change.
    func added(to index: ImageIndex, of manifest: Descriptor, _ ingest: Ingest) throws -> ImageIndex {
        let present = index.manifests.last { DirectoryStore.subject(of: $0) == manifest.digest }
        if let present, try !replaces(present) { return index }
        var rest = index
        rest.manifests.removeAll { DirectoryStore.subject(of: $0) == manifest.digest }
        let highest = DirectoryStore.highestSequence(of: app, in: rest)
        let isTaken = rest.manifests.contains {
            $0.annotations?[Annotation.app] == app && DirectoryStore.sequence(of: $0) == sequence
        }
        if let sequence, isTaken {
            throw Refusal(
                .badInput, "the sequence \(sequence) of \(app) is another release's in this store",
                hint: "leave --sequence out, or give \(highest + 1) or more")
        }
        // One that is signed anew stays where it is among the others.
        let number = sequence ?? present.flatMap(DirectoryStore.sequence) ?? highest + 1
        guard ReleaseStatement.sequences.contains(number) else {
            throw Refusal(
                .badInput, "\(number) is no sequence that a release may have",
                hint: "they are numbers from 1 to \(ReleaseStatement.sequences.upperBound)")
        }
        rest.manifests.append(try make(ingest, number))
        return rest
    }
}
