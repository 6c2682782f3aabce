/// Reads deadlocks out of a thread dump of HotSpot.
package enum Deadlock {
    private static let longestName = 60
    private static let mostNames = 6

    /// The names of the threads of each.
    package static func all(in lines: [String]) -> [[String]] {
        var found: [[String]] = []
        var isInside = false
        for line in lines {
            if line.hasPrefix("Found one Java-level deadlock") {
                isInside = true
                found.append([])
            } else if line.hasPrefix("Java stack information") {
                isInside = false
            } else if isInside, line.hasPrefix("\""), line.hasSuffix("\":"), line.count > 2 {
                found[found.count - 1].append(String(line.dropFirst().dropLast(2)))
            }
        }
        return found.filter { !$0.isEmpty }
    }

    package static func words(_ found: [[String]]) -> String {
        let names = found.flatMap(\.self)
        let shown = names.prefix(mostNames).map { name in
            PrintedLine.cut(name, to: longestName)
        }
        let rest = names.count > mostNames ? " and \(names.count - mostNames) more" : ""
        let subject = found.count == 1 ? "deadlock of" : "\(found.count) deadlocks of"
        return "\(subject) \(names.count) threads: " + shown.joined(separator: ", ") + rest
    }
}
