import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// The members of a bundle by their names, none twice and none that does not belong there.
struct BundleContents {
    let blobs: [Digest: TarMember]
    private let file: OpenFile
    private let members: [String: TarMember]
    /// A release has at most six layers, and three documents beside it.
    private static let most = 64

    init(_ file: OpenFile, from offset: Int64) throws {
        var members: [String: TarMember] = [:]
        var folders: Set<String> = []
        var blobs: [Digest: TarMember] = [:]
        var last = 0
        for member in try TarIndex.members(of: file, named: "the bundle", from: offset, most: Self.most) {
            let isNew =
                member.isFolder
                ? folders.insert(member.path).inserted : members.updateValue(member, forKey: member.path) == nil
            guard isNew else { throw BundleVerifier.refusal("'\(member.path)' is in it twice") }
            let place = BundleLayout.place(of: member)
            // What belongs to any image comes in any order: other programs write such archives too.
            if place < last, place < BundleLayout.firstOfImage {
                throw BundleVerifier.refusal("'\(member.path)' is not in its place in it")
            }
            last = place
            if place < BundleLayout.blobs { continue }
            guard !member.isFolder, let digest = Digest(hex: lastName(of: member.path)),
                member.path == BundleLayout.blob(digest)
            else { throw BundleVerifier.refusal("'\(member.path)' does not belong in it") }
            blobs[digest] = member
        }
        let lacking = BundleLayout.installer.filter { members[$0] == nil }
        if let first = lacking.first, lacking != BundleLayout.installer {
            throw BundleVerifier.refusal("it holds a part of an installer only: \(first) is missing")
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

    /// What stands before everything else; nil when there is no statement.
    func signed() throws -> SignedStatement? {
        guard let statement = members[BundleLayout.statement] else {
            if members[BundleLayout.signature] != nil {
                throw BundleVerifier.refusal("it holds a signature and nothing that is signed")
            }
            return nil
        }
        return try SignedStatement(
            bytes: try bytes(of: statement),
            signature: try members[BundleLayout.signature].map {
                try bytes(of: $0, most: BundleLayout.largestSignature)
            })
    }

    func has(_ path: String) -> Bool { members[path] != nil }

    func member(_ path: String) throws -> TarMember {
        guard let member = members[path] else { throw BundleVerifier.refusal("it holds no \(path)") }
        return member
    }

    /// A small member as it is; refuses what is missing or larger than `most` bytes.
    func bytes(_ path: String, most: Int) throws -> [UInt8] { try bytes(of: try member(path), most: most) }

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

    private func bytes(of member: TarMember, most: Int = BundleLayout.largestJSON) throws -> [UInt8] {
        guard member.size <= Int64(most) else {
            throw BundleVerifier.refusal("\(member.path) is too large")
        }
        return try ExactBytes.read(Int(member.size), of: file, at: member.offset, named: "the bundle")
    }

    private func decode<Value: Decodable>(_ bytes: [UInt8], _ type: Value.Type, _ path: String) throws -> Value {
        guard JSONShape.hasPlainKeys(bytes) else {
            throw BundleVerifier.refusal("\(path) says something twice, or is nested too deep")
        }
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
