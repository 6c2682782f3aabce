import Mustache

/// How a value is written into a file of a kind, so that it arrives there as it was.
package enum Escaping: String, CaseIterable, Sendable {
    case xml
    case properties
    case none

    /// By the name of the file that is made.
    package static func forFile(_ name: String) -> Escaping {
        if [".xml", ".xhtml", ".html", ".tld"].contains(where: { name.hasSuffix($0) }) { return .xml }
        return name.hasSuffix(".properties") ? .properties : .none
    }

    package func escape(_ text: String) -> String {
        switch self {
        case .xml: Self.xml(text)
        case .properties: PropertiesText.value(text)
        case .none: text
        }
    }

    /// Line ends and tabs too: an attribute would take them for spaces.
    private static func xml(_ text: String) -> String {
        let names: [Unicode.Scalar: String] = [
            "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;", "\n": "&#10;", "\r": "&#13;",
            "\t": "&#9;",
        ]
        return text.unicodeScalars.reduce(into: "") { $0 += names[$1] ?? String($1) }
    }
}

/// An escaping under the name by which a template's first line asks for it.
struct EscapedContent: MustacheContentType {
    let escaping: Escaping
    func escapeText(_ text: String) -> String { escaping.escape(text) }

    var name: String { "SLIPWAY-" + escaping.rawValue }
    /// Done once, before the first template is read.
    static let registered: Bool = {
        for escaping in Escaping.allCases {
            let content = EscapedContent(escaping: escaping)
            MustacheContentTypes.register(content, named: content.name)
        }
        return true
    }()
}
