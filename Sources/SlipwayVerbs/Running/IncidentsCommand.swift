import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct IncidentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "What went wrong with an app, and the evidence that was kept.",
        discussion: """
            Before a sick process is ended its threads, counters, open files, memory and last lines are kept; of a \
            process that ended unasked how it ended, its last lines, and what its Java VM wrote as it crashed. \
            With a number that incident is shown in full. Secrets are masked; a heap dump may hold some.

            Example: slipway incidents hello 3 --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: "An incident's number; a list of all without it.") var number: Int?
    @Option(help: ArgumentHelp("The same as the number alone.", valueName: "number")) var show: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let number, let show, number != show {
            throw ValidationError("--show \(show) and \(number) are two numbers")
        }
    }

    func run() throws {
        guard let wanted = show ?? number else { return try list() }
        var found: IncidentDocument?
        _ = try node.ask(.incidents(app: app, sequence: wanted)) { if case .incident(let it) = $0 { found = it } }
        guard let found else { throw Refusal(.unreachable, "the daemon told of no incident") }
        if speech.json { return Terminal.answer(try JSONText.string(found, pretty: true)) }
        Self.shown(found).forEach(Terminal.answer)
    }

    private func list() throws {
        var document: IncidentsDocument?
        _ = try node.ask(.incidents(app: app, sequence: nil)) { if case .incidents(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told of no incidents") }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        if document.incidents.isEmpty, !speech.quiet { return Terminal.answer("no incident of \(app) is kept") }
        Self.table(document.incidents).forEach(Terminal.answer)
    }

    static func table(_ incidents: [IncidentDocument]) -> [String] {
        let rows = incidents.map { incident in
            let bytes = incident.pieces.reduce(0) { $0 + $1.bytes }
            return ["\(incident.sequence)", incident.at, incident.cause, size(bytes), incident.sentence].map(plain)
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) + "  " }.joined() + row[4]
        }
    }

    /// `612 B`, `20 KiB`, `3 MiB`.
    private static func size(_ bytes: Int64) -> String {
        if bytes < 1 << 10 { return "\(bytes) B" }
        return bytes < 1 << 20 ? "\((bytes + 512) >> 10) KiB" : ByteSize.words(bytes)
    }

    static func shown(_ incident: IncidentDocument) -> [String] {
        var lines = ["incident \(incident.sequence) of \(incident.app): \(incident.sentence)"]
        var facts = [incident.at, "cause \(incident.cause)", "generation \(incident.generation)"]
        if let release = incident.release { facts.append(release) }
        if let pid = incident.pid { facts.append("pid \(pid)") }
        facts.append("evidence in \(StepPrinter.duration(incident.took))")
        lines.append("  " + facts.joined(separator: ", "))
        for sentence in incident.missing { lines.append("  not there: \(sentence)") }
        lines.append("  " + incident.path)
        for piece in incident.pieces {
            lines += ["", "== \(piece.name), \(size(piece.bytes))"]
            if let text = piece.text { lines.append(text.hasSuffix("\n") ? String(text.dropLast()) : text) }
        }
        return lines.map(plain)
    }

    /// A program's words must not steer a terminal.
    private static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isPlain = scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
            return isPlain ? scalar : "?"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
