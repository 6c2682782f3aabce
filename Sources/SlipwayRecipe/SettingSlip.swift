import SlipwayModel

/// Tells a slip in a key of the recipe, such as `swich.trial`, from the name of a property.
struct SettingSlip {
    private let key: String
    private let keys: [SchemaKey]

    init(_ key: String, _ keys: [SchemaKey]) {
        self.key = key
        self.keys = keys
    }

    /// The key that was meant, when the first word is one slip from a word of the schema. What shares its first word
    /// with a property of the file is a property.
    func meant(in entries: [WrittenEntry], _ fallback: String) -> String? {
        let words = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = words.first, !keys.contains(where: { $0.name == first }) else { return nil }
        let near = keys.filter { $0.settable && $0.kind.isScalar == (words.count == 1) }
        guard let meant = near.first(where: { NearestWord.distance(first.lowercased(), $0.name) == 1 }),
            !isProperty(first, entries, fallback)
        else { return nil }
        guard words.count == 2 else { return meant.name }
        guard case .group(let inner) = meant.kind else { return "\(meant.name).\(words[1])" }
        if let near = NearestWord.of(words[1], among: inner.map(\.name)) { return "\(meant.name).\(near)" }
        // `shop.currency` is near `stop` by its shortness alone.
        return meant.name.utf8.count > 4 ? meant.name + ".…" : nil
    }

    private func isProperty(_ first: String, _ entries: [WrittenEntry], _ fallback: String) -> Bool {
        guard case .map(let properties)? = entries.first(where: { $0.key == fallback })?.value.content else {
            return false
        }
        return properties.contains { $0.key == first || $0.key.hasPrefix(first + ".") }
    }
}
