/// `shop 1.4.2`: what people call a release. Both parts also serve as an OCI reference and a folder name.
package struct ReleaseName: Hashable, Codable, Sendable, CustomStringConvertible {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    package var description: String { "\(name) \(version)" }
    /// The name of its entry in a store's index.
    package var reference: String { "\(name):\(version)" }

    /// 1 to 63 lower-case letters, digits and single `-`, beginning with a letter: a folder, a user and an OCI repository.
    package static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...63).contains(bytes.count), (97...122).contains(bytes[0]), bytes.last != 45 else { return false }
        return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            && !text.contains("--")
    }

    /// 1 to 128 letters, digits, `.`, `_`, `-`, not beginning with `.` or `-` (an OCI tag).
    package static func isVersion(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...128).contains(bytes.count), bytes[0] != 46, bytes[0] != 45 else { return false }
        return bytes.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 46 || $0 == 45
                || $0 == 95
        }
    }
}

/// How a person names a release on the command line.
package enum Reference: Hashable, Sendable {
    /// A bundle file, or an installer: has a `/` or ends in `.tar` or `.run`.
    case bundle(path: String)
    /// `name` or `name:version` in the store.
    case stored(name: String, version: String?)
    case digest(Digest)
    /// `registry.host/name:tag`.
    case remote(String)

    package init?(_ text: String) {
        if text.hasPrefix("sha256:") {
            // Never an app of that name.
            guard let digest = Digest(text) else { return nil }
            self = .digest(digest)
        } else if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
            || text.hasSuffix(".tar") || text.hasSuffix(".run")
        {
            self = .bundle(path: text)
        } else if let slash = text.firstIndex(of: "/") {
            let host = text[..<slash]
            self =
                host.contains(".") || host.contains(":") || host == "localhost"
                ? .remote(text) : .bundle(path: text)
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard ReleaseName.isName(parts[0]) else { return nil }
            if parts.count == 2 { guard ReleaseName.isVersion(parts[1]) else { return nil } }
            self = .stored(name: parts[0], version: parts.count == 2 ? parts[1] : nil)
        }
    }
}
