/// Decides what of a tree is left out. A rule is a path, `*` standing for any part of one name; what lies below a path
/// goes with it.
package struct StripRules {
    private let rules: [[[UInt8]]]

    package init(_ rules: [String]) {
        self.rules = rules.map { $0.utf8.split(separator: 47).map(Array.init) }
    }

    package func strips(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: 47).map(Array.init)
        return rules.contains { rule in
            !rule.isEmpty && rule.count <= parts.count && zip(rule, parts).allSatisfy { Self.matches($0[...], $1[...]) }
        }
    }

    private static func matches(_ rule: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let star = rule.firstIndex(of: 42) else { return rule.elementsEqual(name) }
        guard name.starts(with: rule[..<star]) else { return false }
        let rest = rule[(star + 1)...]
        let tail = name.dropFirst(star - rule.startIndex)
        return (0...tail.count).contains { matches(rest, tail.dropFirst($0)) }
    }
}
