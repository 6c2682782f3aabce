package import SlipwayModel

/// What a jar tells of itself, whatever it is called: it follows from its bytes alone.
package struct JarFacts: Codable, Hashable, Sendable {
    /// What Maven calls a library.
    package struct Coordinates: Codable, Hashable, Sendable {
        package var group: String
        package var artifact: String
        package var version: String
        package init(group: String, artifact: String, version: String) {
            self.group = group
            self.artifact = artifact
            self.version = version
        }
    }

    package struct Nested: Codable, Hashable, Sendable {
        /// In the outer jar.
        package var path: String
        /// nil when it is too large to be read.
        package var digest: Digest?
        package var facts: JarFacts
        package init(path: String, digest: Digest?, facts: JarFacts) {
            self.path = path
            self.digest = digest
            self.facts = facts
        }
    }

    /// Why it was not looked into, or not to its end.
    package enum Unread: String, Codable, Hashable, Sendable {
        case notZip = "it is no zip that can be read"
        case tooDeep = "it lies too deep in other jars"
        case tooLarge = "it holds more than is looked at"
    }

    /// Of every `pom.properties` in it, in the order of their paths.
    package var poms: [Coordinates] = []
    package var manifest = JarManifest()
    package var nested: [Nested] = []
    package var unread: Unread?

    package init(unread: Unread? = nil) { self.unread = unread }
}

/// Decides whether a text that a stranger wrote may stand in a document: one line, not long.
enum PlainWord {
    static func checked(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 256,
            text.unicodeScalars.allSatisfy({ $0.value > 32 && !(127...160).contains($0.value) })
        else { return nil }
        return text
    }
}
