/// A value as it stands in a YAML file, before anything is known of its meaning.
package struct WrittenValue: Sendable {
    package enum Content: Sendable {
        case scalar(String)
        /// `key:` with nothing after it, `~` or `null`.
        case nothing
        case list([WrittenValue])
        case map([WrittenEntry])
    }

    package var place: Place
    package var content: Content
    /// A word without quotes around it.
    package var isPlain: Bool

    package init(place: Place, content: Content, isPlain: Bool = false) {
        self.place = place
        self.content = content
        self.isPlain = isPlain
    }

    /// What a whole file is, for a refusal; a file that holds something else than was thought may be a secret.
    var outline: String {
        switch content {
        case .scalar: "text without a key"
        case .nothing, .list, .map: kind
        }
    }

    /// What it is, for a refusal.
    var kind: String {
        switch content {
        case .scalar(let text): "`\(text.hinted)`"
        case .nothing: "nothing"
        case .list: "a list"
        case .map: "a group of keys"
        }
    }
}

/// One `key: value`, in the order of the file.
package struct WrittenEntry: Sendable {
    package var key: String
    package var place: Place
    package var value: WrittenValue

    package init(key: String, place: Place, value: WrittenValue) {
        self.key = key
        self.place = place
        self.value = value
    }
}
