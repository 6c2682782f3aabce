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

    private static let order = [own, statement, signature, attached, layout, index] + folders
    static let firstOfImage = 4
    /// The place of whatever else there is.
    static let blobs = order.count

    static func place(of member: TarMember) -> Int {
        let isFolder = member.path == own || folders.contains(member.path)
        guard member.isFolder == isFolder else { return blobs }
        return order.firstIndex(of: member.path) ?? blobs
    }
}
