package import SlipwayModel

/// A value that a schema has accepted, with its place.
package struct CheckedValue: Sendable {
    package enum Content: Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case span(TimeSpan)
        case spanRange(TimeSpan, TimeSpan)
        case budget(Int, TimeSpan)
        case list([CheckedValue])
        /// In the order of the file.
        case group([(key: String, value: CheckedValue)])
    }

    package var place: Place
    package var content: Content

    package subscript(_ key: String) -> CheckedValue? { entries.first { $0.key == key }?.value }

    package var text: String? { if case .text(let text) = content { text } else { nil } }
    package var number: Int? { if case .number(let number) = content { number } else { nil } }
    package var flag: Bool? { if case .flag(let flag) = content { flag } else { nil } }
    package var span: TimeSpan? { if case .span(let span) = content { span } else { nil } }
    package var items: [CheckedValue] { if case .list(let items) = content { items } else { [] } }
    package var entries: [(key: String, value: CheckedValue)] {
        if case .group(let entries) = content { entries } else { [] }
    }
    /// A table of texts.
    package var texts: [String: String] {
        Dictionary(entries.compactMap { entry in entry.value.text.map { (entry.key, $0) } }) { $1 }
    }
}
