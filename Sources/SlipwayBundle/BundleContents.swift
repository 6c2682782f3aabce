import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// The members of a bundle by their names, none twice and none that does not belong there.
struct BundleContents {
    let blobs: [Digest: TarMember]
    private let file: OpenFile
    private let members: [String: TarMember]
    /// A release has at most six layers.
    private static let most = 64

    init(_ file: OpenFile, from offset: Int64) throws {
        var members: [String: TarMember] = [:]
        var folders: Set<String> = []
        var blobs: [Digest: TarMember] = [:]
        for member in try TarIndex.members(of: file, named: "the bundle", from: offset, most: Self.most) {
            let isNew =
                member.isFolder
                ? folders.insert(member.path).inserted : members.updateValue(member, forKey: member.path) == nil
            guard isNew else { throw BundleVerifier.refusal("'\(member.path)' is in it twice") }
            if member.isFolder, BundleLayout.folders.contains(member.path) { continue }
            if !member.isFolder, [BundleLayout.layout, BundleLayout.index].contains(member.path) { continue }
            guard !member.isFolder, let digest = Digest(hex: lastName(of: member.path)),
                member.path == BundleLayout.blob(digest)
            else { throw BundleVerifier.refusal("'\(member.path)' does not belong in it") }
            blobs[digest] = member
        }
        self.file = file
        self.members = members
        self.blobs = blobs
    }

    /// A member as JSON; refuses what is missing, too large or something else.
    func json<Value: Decodable>(_ path: String, _ type: Value.Type) throws -> Value {
        guard let member = members[path] else { throw BundleVerifier.refusal("it holds no \(path)") }
        return try decode(try bytes(of: member), type, path)
    }

    /// A blob as JSON. The bytes compared are the bytes understood, so altering the file in between is no use.
    func json<Value: Decodable>(_ descriptor: Descriptor, _ type: Value.Type) throws -> Value {
        let member = try find(descriptor)
        let bytes = try bytes(of: member)
        guard Hashing.sha256(bytes) == descriptor.digest else {
            throw BundleVerifier.refusal("\(member.path) has another digest than its name says")
        }
        return try decode(bytes, type, member.path)
    }

    /// Compares size and digest of a blob with what a descriptor says.
    func check(_ descriptor: Descriptor) throws {
        try MemberReader(file, find(descriptor)).finish(expecting: descriptor.digest)
    }

    private func find(_ descriptor: Descriptor) throws -> TarMember {
        guard let member = blobs[descriptor.digest] else {
            throw BundleVerifier.refusal("it lacks the blob \(descriptor.digest)")
        }
        guard member.size == descriptor.size else {
            throw BundleVerifier.refusal("\(member.path) has \(member.size) bytes and should have \(descriptor.size)")
        }
        return member
    }

    private func bytes(of member: TarMember) throws -> [UInt8] {
        guard member.size <= Int64(BundleLayout.largestJSON) else {
            throw BundleVerifier.refusal("\(member.path) is too large")
        }
        return try ExactBytes.read(Int(member.size), of: file, at: member.offset, named: "the bundle")
    }

    private func decode<Value: Decodable>(_ bytes: [UInt8], _ type: Value.Type, _ path: String) throws -> Value {
        do {
            return try JSONText.value(type, from: bytes)
        } catch {
            throw BundleVerifier.refusal("\(path) cannot be understood")
        }
    }

    func checkNothingElse(_ known: [Descriptor]) throws {
        let wanted = Set(known.map(\.digest))
        if let stranger = blobs.keys.filter({ !wanted.contains($0) }).min() {
            throw BundleVerifier.refusal("the blob \(stranger) belongs to nothing in it")
        }
    }
}
