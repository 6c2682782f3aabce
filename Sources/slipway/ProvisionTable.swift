import SlipwayModel
import SlipwayProvision
import SlipwayVerbs

/// Decides how the outcomes of all hosts stand below each other.
enum ProvisionTable {
    static func lines(_ outcomes: [ProvisionOutcome]) -> [String] {
        let rows =
            [["HOST", "OUTCOME", "TOOK", "SENT"]]
            + outcomes.map {
                [
                    $0.host.text, $0.refusal.map { "failed (\($0.code.rawValue))" } ?? "done", took($0.took),
                    $0.sent == 0 ? "-" : Sizes.text($0.sent),
                ]
            }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// `12.3 s`
    private static func took(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}
