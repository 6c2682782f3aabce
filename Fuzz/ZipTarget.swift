import SlipwayArchive
import SlipwayModel
import SlipwaySystem

extension FuzzTarget {
    /// A web app, an upstream archive and a Debian package: the first byte says which.
    static let zip = FuzzTarget(name: "zip") { bytes, place in
        guard let kind = bytes.first else { throw Refusal(.badInput, "there is nothing") }
        try put(Array(bytes.dropFirst()), at: place)
        let format: ArchiveReader.Format =
            switch kind {
            case 0x74: .tar
            case 0x64: .deb
            default: .zip
            }
        _ = try entries(place, format)
    }
}
