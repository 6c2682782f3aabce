import SlipwayControl
import SlipwayModel

/// A release in words.
enum InspectText {
    static func lines(
        _ document: InspectDocument, _ contents: ReleaseContents, _ signature: SignatureView, listingFiles: Bool
    ) -> [String] {
        let count = document.components.reduce(0) { $0 + $1.files }
        var lines = [
            "\(document.name) \(document.version)  \(document.digest)",
            "  \(document.platform), runtime \(document.runtime), \(count) files, \(Sizes.text(document.size))",
            "  " + signature.line,
        ]
        if let count = document.bom { lines.append("  bom: \(count) components") }
        if let made = document.provenance {
            lines.append("  provenance: built by \(made.builder) from \(made.dependencies) inputs")
        }
        lines.append(Terminal.toned("components", .strong, to: 1))
        for (part, held) in zip(document.components, contents.parts) {
            let name = part.name.padded(to: 8)
            lines.append("  \(name)  \(part.digest.short)  \(part.files) files, \(Sizes.text(part.size))")
            if listingFiles { lines += held.listing.files.map { "    \($0.path)  \(Sizes.text($0.size))" } }
        }
        lines += section("jars", document.jars.map { [$0.name, $0.version].compactMap { $0 }.joined(separator: " ") })
        lines += section("listens on", document.listen.map { "\($0.name) \($0.port)" })
        lines += section("secrets it needs", document.secrets)
        lines += section("worked out for its start", document.warmStart.map(warmStart) ?? [])
        return lines
    }

    private static func warmStart(_ warm: InspectDocument.WarmStart) -> [String] {
        var lines: [String] = []
        for app in warm.webapps {
            if let names = app.scanned {
                let list = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
                lines.append("\(app.context): Tomcat looks into \(names.count) of \(app.jars) jars\(list)")
            }
            if let pages = app.pages { lines.append("\(app.context): \(pages) page\(pages == 1 ? "" : "s") compiled") }
        }
        if let classes = warm.classes { lines.append("\(classes) classes listed for a node's archive") }
        return lines
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [Terminal.toned(title, .strong, to: 1)] + lines.map { "  " + $0 }
    }
}

extension String {
    /// With blanks behind it up to that many characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
