/// Where the members of a cluster on other nodes are reached, as an operator lists them: `host:port` or
/// `host:first-last`, with commas or blanks between.
package struct ClusterMembers: Hashable, Sendable {
    /// The property that lists them.
    package static let key = "cluster.members"
    /// So many ports one address may name; the program leaves a longer one out.
    private static let mostPorts = 16

    /// One address each, in the order they were written, none twice.
    package let addresses: [String]

    /// Throws the first word that is no address.
    package init(_ text: String) throws(Fault) {
        var addresses: [String] = []
        for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init) {
            guard Self.isAddress(word) else { throw Fault(word: word) }
            if !addresses.contains(word) { addresses.append(word) }
        }
        self.addresses = addresses
    }

    /// A word of the list that is no address.
    package struct Fault: Error, Hashable, Sendable {
        package var word: String
        package init(word: String) { self.word = word }
        package static let hint = "write it like node2:4000 or node2:4000-4003"
    }

    private static func isAddress(_ word: String) -> Bool {
        guard let colon = word.lastIndex(of: ":") else { return false }
        let host = word[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        let letters: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        let inner: (Character) -> Bool = { letters($0) || $0 == ":" || $0 == "%" }
        guard isBracketed ? host.dropFirst().dropLast().allSatisfy(inner) : !host.isEmpty && host.allSatisfy(letters)
        else { return false }
        let ends = word[word.index(after: colon)...].split(separator: "-", omittingEmptySubsequences: false)
        let ports = ends.compactMap(port)
        guard ports.count == ends.count, (1...2).contains(ports.count) else { return false }
        return (ports[0]..<ports[0] + mostPorts).contains(ports[ports.count - 1])
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(text) else { return nil }
        return (1...65_535).contains(port) ? port : nil
    }
}
