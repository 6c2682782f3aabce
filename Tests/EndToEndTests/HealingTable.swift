import SlipwaySystem
import SlipwayTesting
import Synchronization

/// What was done to a real Tomcat and what came of it, as the table of docs/healing.md.
enum HealingTable {
    struct Row: Sendable {
        var fault: String
        var verdict: String
        var evidence: String
        var seconds: Double?
    }

    private static let rows = Mutex<[Row]>([])

    static func add(_ row: Row) { rows.withLock { $0.append(row) } }

    /// Prints the table and leaves it as a file beside the builds.
    static func print() throws {
        let lines = rows.withLock { rows in
            rows.map { row in
                let seconds = row.seconds.map { "\((($0 * 10).rounded()) / 10)" } ?? "–"
                return "| \(row.fault) | \(row.verdict) | \(row.evidence) | \(seconds) |"
            }
        }
        let text =
            (["| fault | verdict | evidence | seconds to heal |", "|---|---|---|---|"] + lines)
            .joined(separator: "\n") + "\n"
        Swift.print(text)
        let folder = Programs.repository + "/.build/proofs"
        try Folders.make(folder)
        try DurableFile.replaceVolatile(folder + "/healing.md", with: Array(text.utf8))
    }
}
