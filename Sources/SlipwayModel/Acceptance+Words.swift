extension Acceptance {
    /// As it follows "accepted".
    package var words: String {
        switch self {
        case .unsigned: "without a signature"
        case .unknownKey: "with an unknown key"
        case .older: "below its floor"
        case .ahead: "far beyond its floor"
        }
    }
}

extension [Acceptance] {
    /// What somebody has let pass, for people.
    package var words: String { "accepted " + map(\.words).joined(separator: " and ") }
}
