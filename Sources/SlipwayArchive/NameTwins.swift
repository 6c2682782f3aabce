/// Decides whether two paths would be one on some file system: they differ in capital letters only, or in how Unicode
/// spells the same letters.
package struct NameTwins {
    /// Strings compare by canonical equivalence, so that only the capitals have to be taken away.
    private var seen: [String: String] = [:]

    package init() {}

    /// Takes in a path; the one that it cannot be told apart from, when there is such. The same path again is no twin.
    package mutating func add(_ path: String) -> String? {
        let key = path.utf8.allSatisfy { $0 < 128 } ? path.lowercased() : path.uppercased().lowercased()
        guard let other = seen.updateValue(path, forKey: key) else { return nil }
        return other.utf8.elementsEqual(path.utf8) ? nil : other
    }

    /// Whether letters and their accents are written as one character each where Unicode has such (its form NFC).
    /// Archive readers write them so, whatever the archive says.
    package static func isComposed(_ path: String) -> Bool { path._nfcCodeUnits.elementsEqual(path.utf8) }

    /// What is said of the two, each readable though they may look the same.
    package static func words(_ path: String, _ twin: String) -> String {
        path == twin
            ? "'\(path)' is in it twice, in two spellings of the same letters"
            : "'\(twin)' and '\(path)' differ in capital letters only"
    }
}
