import SlipwayArchive
package import SlipwayCrypto
import SlipwayModel
package import SlipwaySystem

/// An installer whose parts lie where its head says, and belong together; nobody has said yet that they are to be
/// believed. Reads by the open descriptor, bounded, and writes nothing. Whatever is wrong is a `Refusal` (65).
package struct OpenedInstaller: Sendable {
    package let head: InstallerHead
    package let node: NodeStatement
    /// The one that it names itself; whether that is to be trusted is for somebody else to say.
    package let key: Minisign.PublicKey
    /// What its signer says of the release in it.
    package let release: SignedStatement
    private let signature: Minisign.Signature
    private let bytes: [UInt8]
    private let members: [String: TarMember]
    private let file: OpenFile

    /// Where the tar begins that is the release's bundle; it ends with the file.
    package var bundleOffset: Int64 { head.stub }

    package static func open(_ file: OpenFile) throws -> OpenedInstaller {
        try told { try OpenedInstaller(file) }
    }

    private init(_ file: OpenFile) throws {
        self.file = file
        head = try InstallerHead.read(file)
        let contents = try BundleContents(file, from: head.stub)
        guard let release = try contents.signed(), let signer = release.signature else {
            throw Self.refusal("its release is not signed")
        }
        self.release = release
        bytes = try contents.bytes(BundleLayout.node, most: BundleLayout.largestJSON)
        let text = try contents.bytes(BundleLayout.nodeSignature, most: BundleLayout.largestSignature)
        let keyText = try contents.bytes(BundleLayout.nodeKey, most: BundleLayout.largestSignature)
        guard let node = NodeStatement(reading: bytes) else {
            throw Self.refusal("what it says of its programs cannot be understood")
        }
        guard let signature = Minisign.Signature(reading: String(decoding: text, as: UTF8.self)) else {
            throw Self.refusal("the signature of its programs is none that minisign could read")
        }
        guard let key = Minisign.PublicKey(reading: String(decoding: keyText, as: UTF8.self)) else {
            throw Self.refusal("the key in it is none that minisign could read")
        }
        guard signer.verifies(release.bytes, key), signature.verifies(bytes, key) else {
            throw Self.refusal("it is not signed by the key that lies in it")
        }
        self.node = node
        self.signature = signature
        self.key = key
        var members: [String: TarMember] = [:]
        for program in node.programs { members[program.name] = try contents.member(BundleLayout.packed(program.name)) }
        self.members = members
        try checkParts()
    }

    private func checkParts() throws {
        let statement = release.statement
        guard node.release == statement.manifest.digest else {
            throw Self.refusal("its programs were signed for another release, \(node.release.short)")
        }
        guard node.platform == statement.platform, head.platform == statement.platform else {
            throw Self.refusal("its programs are for another platform than its release")
        }
        guard head.release == ReleaseName(name: statement.app, version: statement.version) else {
            throw Self.refusal("its head names \(head.release), and it holds \(statement.app) \(statement.version)")
        }
        let daemon = members[NodeStatement.daemon]
        guard daemon?.offset == head.programAt, daemon?.size == head.program,
            node.programs.first?.size == head.program, node.programs.first?.digest == head.programDigest
        else { throw Self.refusal("its head does not say where its programs are") }
    }

    /// The programs, believed by a key that the caller says is trusted.
    package func programs(trusting key: Minisign.PublicKey) throws -> VerifiedPrograms {
        guard signature.id == key.id else {
            throw Self.refusal("its programs are signed by the key \(signature.keyName), and that is not trusted here")
        }
        guard signature.verifies(bytes, key) else {
            throw Self.refusal("it was altered, for its signature is none of the key \(key.name) over its programs")
        }
        return VerifiedPrograms(node: node, key: key, members: members, file: file)
    }

    static func refusal(_ why: String) -> Refusal {
        Refusal(.badInput, "the installer is refused: \(why)", hint: hint)
    }

    static let hint = "fetch it again, or make it again: slipway installer REF --output FILE"

    /// A tar that is refused within it is refused as the installer.
    static func told<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var refusal as Refusal where refusal.code == .badInput {
            if refusal.sentence.hasPrefix("the bundle ") {
                refusal.sentence = "the installer " + refusal.sentence.dropFirst("the bundle ".count)
            }
            refusal.hint = hint
            throw refusal
        }
    }
}
