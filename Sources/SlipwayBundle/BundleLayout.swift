import SlipwayArchive
import SlipwayModel

/// The names inside a bundle (OCI image specification, "Image Layout", and beside that what is our own), and their order.
enum BundleLayout {
    /// First, so that nothing else need be read before it is known who has made the bundle.
    static let own = "slipway"
    static let statement = "slipway/statement.json"
    static let signature = "slipway/statement.json.minisig"
    /// An image index of what is attached, so that `index.json` names the release alone.
    static let attached = "slipway/attached.json"
    /// What only an installer has: the programs that run a release, and who says so.
    static let nodeFolder = "slipway/node"
    static let node = "slipway/node/statement.json"
    static let nodeSignature = "slipway/node/statement.json.minisig"
    static let nodeKey = "slipway/node/key.pub"
    static let layout = "oci-layout"
    static let index = "index.json"
    static let folders = ["blobs", "blobs/sha256"]
    static let layoutText = #"{"imageLayoutVersion":"1.0.0"}"#
    /// Bytes that index, manifest, config or a document beside them may have.
    static let largestJSON = 1 << 20
    static let largestDocument = 16 << 20
    /// Bytes of a signature's four lines.
    static let largestSignature = 8192

    static func blob(_ digest: Digest) -> String { "blobs/sha256/" + digest.hex }

    /// As it is, so that a shell can cut it out, or compressed.
    static func isCompressed(_ program: String) -> Bool { program != NodeStatement.daemon }
    static func packed(_ program: String) -> String {
        nodeFolder + "/" + program + (isCompressed(program) ? ".zst" : "")
    }

    /// All of these, or none.
    static let installer = [node, nodeSignature, nodeKey] + NodeStatement.names.map(packed)
    private static let ours = [own, statement, signature, attached, nodeFolder] + installer
    private static let order = ours + [layout, index] + folders
    static let firstOfImage = ours.count
    /// The place of whatever else there is.
    static let blobs = order.count

    static func place(of member: TarMember) -> Int {
        let isFolder = member.path == own || member.path == nodeFolder || folders.contains(member.path)
        guard member.isFolder == isFolder else { return blobs }
        return order.firstIndex(of: member.path) ?? blobs
    }
}
