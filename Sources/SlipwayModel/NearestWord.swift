/// Finds the word a person most likely meant.
package enum NearestWord {
    /// The candidate that differs least, when it differs by little enough to be a slip.
    package static func of(_ word: String, among candidates: [String]) -> String? {
        let allowed = max(1, word.utf8.count / 3)
        let ranked = candidates.map { ($0, distance(word.lowercased(), $0)) }.filter { $0.1 <= allowed }
        return ranked.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// Insertions, deletions, replacements and neighbours swapped.
    package static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.utf8.prefix(64))
        let b = Array(b.utf8.prefix(64))
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
