import SlipwayControl

/// All apps of a node, one line each within 80 columns, and below them what needs attention.
enum StatusTable {
    private static let width = 80
    private static let titles = ["NAME", "STATE", "RELEASE", "GEN", "SINCE", "PORT", "RESTARTS"]
    /// Columns that may be shortened, and how far.
    private static let least = [0: 8, 2: 10, 5: 5]

    /// `now` in milliseconds since 1970.
    static func lines(_ apps: [StatusDocument.App], now: Int64) -> [String] {
        let rows = apps.map { cells($0, now) }
        let widths = widths([titles] + rows)
        var lines = [Terminal.toned(line(titles, widths), .strong, to: 1)]
        for (app, row) in zip(apps, rows) { lines.append(line(row, widths, state: app.state)) }
        return lines + apps.flatMap(remarks)
    }

    private static func cells(_ app: StatusDocument.App, _ now: Int64) -> [String] {
        [
            app.name, app.state, app.release ?? "-", app.generation.map(String.init) ?? "-",
            Moment.age(app.since, now: now),
            app.listen.isEmpty ? "-" : app.listen.map { "\($0.port)" }.joined(separator: ","), "\(app.restarts)",
        ]
    }

    private static func remarks(_ app: StatusDocument.App) -> [String] {
        var remarks: [String] = []
        if let step = app.underWay { remarks.append("under way: \(step)") }
        if app.held, app.state != "held" { remarks.append("held") }
        if let cause = app.cause { remarks.append(cause) }
        return remarks.isEmpty ? [] : ["\(app.name): " + remarks.joined(separator: "; ")]
    }

    /// As wide as the contents, the widest of those that may be are cut until the line fits.
    private static func widths(_ rows: [[String]]) -> [Int] {
        var widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        while widths.reduce(0, +) + 2 * (widths.count - 1) > width {
            let candidates = least.filter { widths[$0.key] > $0.value }.keys
            guard let widest = candidates.max(by: { (widths[$0], $1) < (widths[$1], $0) }) else { break }
            widths[widest] -= 1
        }
        return widths
    }

    private static func line(_ cells: [String], _ widths: [Int], state: String? = nil) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let short = cell.count > widths[column] ? String(cell.prefix(widths[column] - 1)) + "…" : cell
            let room = String(repeating: " ", count: widths[column] - short.count)
            let shown = column == 1 ? state.map { StatusText.mark(short, $0) } ?? short : short
            line += column == cells.count - 1 ? shown : shown + room + "  "
        }
        return line
    }
}
