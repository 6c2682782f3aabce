package import SlipwayModel
package import SlipwayRecipe
import SlipwaySystem

/// What `images/<name>.yaml` says: where a component comes from and what it becomes.
package struct ImageDefinition: Hashable, Sendable {
    package enum Layout: String, Hashable, Sendable { case jdk, tomcat }

    package enum Source: Hashable, Sendable {
        /// Debian packages, their versions pinned by the lock beside the definition.
        case debian(packages: [String])
        case url(String, digest: Digest)
        case file(path: String, digest: Digest)
    }

    package var name: String
    /// The definition's file; nil for one that is built in.
    package var file: String?
    package var layout: Layout
    package var source: Source
    /// Paths of the tree that are left out, with `*` for any part of a name.
    package var strip: [String]

    package static func read(_ file: String, name: String) throws -> ImageDefinition {
        try ImageDefinition(WrittenFile.read(file), name: name, file: file)
    }

    package static func builtIn(_ text: String, name: String) throws -> ImageDefinition {
        try ImageDefinition(WrittenFile.parse(text, file: name + ".yaml"), name: name, file: nil)
    }

    private init(_ written: WrittenValue, name: String, file: String?) throws {
        let checked = try ImageSchema.schema.check(written)
        self.name = name
        self.file = file
        layout = checked["layout"]?.text.flatMap(Layout.init(rawValue:)) ?? .jdk
        strip = (checked["strip"]?.items ?? []).compactMap(\.text)
        source = try Self.source(checked, folder: file.map(parent(of:)) ?? ".")
    }

    private static func source(_ checked: CheckedValue, folder: String) throws -> Source {
        let given = ["debian", "url", "file"].filter { checked[$0] != nil }
        guard given.count == 1 else {
            throw checked.place.refusal(
                "an image has exactly one source, this one has \(given.count)",
                hint: "give `debian:`, `url:` with `sha256:`, or `file:` with `sha256:`")
        }
        if let packages = checked["debian"]?.items {
            let names = packages.compactMap(\.text)
            if let twice = packages.first(where: { item in names.filter { $0 == item.text }.count > 1 }) {
                throw twice.place.refusal("the package `\(twice.text ?? "")` is listed twice")
            }
            if let pin = checked["sha256"] {
                throw pin.place.refusal("`sha256` belongs to `url` or `file`; packages are pinned by the lock")
            }
            return .debian(packages: names)
        }
        guard let digest = checked["sha256"]?.text.flatMap({ Digest(hex: $0) }) else {
            throw checked.place.refusal(
                "`sha256` is missing", hint: "`sha256sum` of the file you trust tells it")
        }
        if let url = checked["url"]?.text { return .url(url, digest: digest) }
        return .file(path: joined(folder, checked["file"]?.text ?? ""), digest: digest)
    }

    /// What of the definition the result depends on; no path of this machine.
    var canonicalText: String {
        let source =
            switch self.source {
            case .debian(let packages): "debian \(packages.joined(separator: " "))"
            case .url(_, let digest), .file(_, let digest): "archive \(digest)"
            }
        return "layout \(layout.rawValue)\n\(source)\n" + strip.map { "strip \($0)\n" }.joined()
    }
}

/// The table of what an image definition may say.
package enum ImageSchema {
    package static let schema = Schema(
        title: "an image",
        keys: [
            SchemaKey(
                "layout", .choice(["jdk", "tomcat"]), required: true, "what the tree is: `jdk` or `tomcat`"),
            SchemaKey(
                "debian", .list(.text(.packageName), atLeast: 1, atMost: 64, settable: nil),
                "Debian packages, resolved through apt's signed index"),
            SchemaKey("url", .text(.url), "the address of an upstream archive (tar or zip)"),
            SchemaKey("file", .text(.path), "an upstream archive (tar or zip), relative to the definition"),
            SchemaKey("sha256", .text(.sha256), "the archive's digest; anything else is refused"),
            SchemaKey(
                "strip", .list(.text(.notEmpty), atLeast: 0, atMost: 1000, settable: nil), "what is left out"),
        ])
}
