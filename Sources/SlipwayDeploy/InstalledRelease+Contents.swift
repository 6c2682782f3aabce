import SlipwayBundle
package import SlipwayModel
import SlipwaySystem

extension InstalledRelease {
    /// From the listings that were kept when it was unpacked; 65 when one of them is gone.
    package func contents(_ configuration: Configuration, in layout: NodeLayout) throws -> ReleaseContents {
        let objects = ObjectStore(layout.objects)
        let parts = try manifest.layers.map { layer in
            guard let component = layer.annotations?[Annotation.component].flatMap(Component.init),
                let tree = layer.annotations?[Annotation.tree].flatMap({ Digest($0) }),
                let listing = objects.listing(tree)
            else {
                throw Refusal(
                    .badInput, "\(folder) is damaged: the listing of a component is missing",
                    hint: "deploy the release again from its bundle")
            }
            return ReleaseContents.Part(component: component, digest: tree, listing: listing)
        }
        var texts: [String: [UInt8]] = [:]
        for file in parts.flatMap(\.listing.files) where ReleaseContents.isText(file.path) {
            texts[file.path] = try Files.read(folder + "/" + file.path, limit: 4 << 20)
        }
        return ReleaseContents(
            name: name, digest: digest, spec: spec, parts: parts, properties: ReleaseContents.properties(texts),
            configuration: configuration)
    }
}
