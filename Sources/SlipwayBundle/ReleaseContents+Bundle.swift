import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

extension ReleaseContents {
    /// Reads every layer once. What the bundle says of itself is compared with what is in it; 65 when they differ.
    package init(bundle: OpenedBundle) throws { self = try BundleRemedy.told { try Self.read(bundle) } }

    private static func read(_ bundle: OpenedBundle) throws -> ReleaseContents {
        var parts: [Part] = []
        var texts: [String: [UInt8]] = [:]
        for index in bundle.manifest.layers.indices {
            let declared = bundle.installedTree(layer: index)
            let listing = try listing(of: bundle, layer: index, keeping: &texts)
            guard TreeReader.digest(of: listing) == declared.digest else {
                throw Refusal(
                    .badInput, "the component \(declared.component.rawValue) of \(bundle.name) is not what it declares")
            }
            parts.append(Part(component: declared.component, digest: declared.digest, listing: listing))
        }
        try LayeredTrees.check(parts.map(\.listing), of: bundle.name.description)
        guard let bytes = texts[ReleaseLayout.serviceSpec],
            let spec = try? JSONText.value(ServiceSpec.self, from: bytes)
        else { throw Refusal(.badInput, "the bundle of \(bundle.name) does not say how it runs as a service") }
        if let fault = spec.fault { throw Refusal(.badInput, "the bundle of \(bundle.name) cannot run: \(fault)") }
        return ReleaseContents(
            name: bundle.name, digest: bundle.manifestDigest, spec: spec, parts: parts,
            properties: properties(texts),
            jars: try bundle.document(MediaType.bom).flatMap { BillOfMaterials(reading: $0) }?.jars)
    }

    private static func listing(
        of bundle: OpenedBundle, layer index: Int, keeping texts: inout [String: [UInt8]]
    ) throws -> TreeListing {
        var folders: [String] = []
        var files: [TreeFile] = []
        try bundle.layer(index) { entry, read in
            if case .folder = entry.kind { return folders.append(entry.path) }
            let isKept = isText(entry.path) && entry.size <= 4 << 20
            var kept: [UInt8] = []
            let hash = SHA256()
            try withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 16) { room in
                while case let count = try read(room), count > 0 {
                    let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
                    hash.update(piece)
                    if isKept { kept += piece }
                }
            }
            if isKept { texts[entry.path] = kept }
            files.append(
                TreeFile(
                    path: entry.path, executable: entry.mode & 0o100 != 0, size: entry.size, digest: hash.finish(),
                    modified: entry.modified))
        }
        return TreeListing(folders: folders, files: files)
    }

    /// The files of a release that tell how it is set up.
    package static func isText(_ path: String) -> Bool {
        path == ReleaseLayout.serviceSpec
            || path.hasPrefix(ReleaseLayout.properties + "/") && path.hasSuffix(".properties")
    }

    /// `properties/ROOT.properties` are those of `ROOT`.
    package static func properties(_ texts: [String: [UInt8]]) -> [String: [String: String]] {
        var all: [String: [String: String]] = [:]
        for (path, bytes) in texts where path.hasSuffix(".properties") {
            all[String(lastName(of: path).dropLast(11))] = PropertiesFile(reading: bytes).values
        }
        return all
    }
}
