import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Follows a switch on the node: its steps, its outcome, and what Ctrl-C means meanwhile.
final class SwitchView {
    private let node: NodeOptions
    private let speech: SpeechOptions
    private let bundle: String?
    private let abortsOnInterrupt: Bool
    private let printer: StepPrinter
    private var app: String?
    private var release: String?
    private var steps: [StepReport] = []
    private var what = ""
    private var wantsAbort = false
    private var aborting: NodeClient?

    /// Without `app` its name becomes known with the first step. `bundle` is what a person called the release.
    init(
        _ node: NodeOptions, _ speech: SpeechOptions, app: String?, bundle: String? = nil,
        abortsOnInterrupt: Bool = false
    ) {
        self.bundle = bundle
        self.node = node
        self.speech = speech
        self.app = app
        self.abortsOnInterrupt = abortsOnInterrupt
        printer = StepPrinter(quiet: speech.quiet || speech.json)
    }

    /// Thrown to leave while the switch goes on.
    private enum Leaving: Error {
        case started
        case detached
    }

    /// `untilStarted` returns as soon as the new generation has been started.
    func show(
        _ verb: NodeRequest.Verb, descriptors: [OpenFile] = [], untilStarted: Bool = false
    ) throws {
        let client = try node.client()
        what = Self.word(verb)
        let interrupts = try SignalSource([SIGINT])
        do {
            try client.send(NodeRequest(verb), descriptors: descriptors)
            let sentence = try ReleaseSource.naming(bundle) {
                try client.conclude(
                    besides: interrupts.file,
                    interrupt: {
                        if interrupts.take().isEmpty { return }
                        try interrupted()
                    }
                ) { reply in
                    guard case .step(let report) = reply else { return }
                    try take(report, untilStarted: untilStarted)
                }
            }
            try finish(OutcomeDocument(done: sentence, steps: steps))
        } catch Leaving.started {
            try finish(OutcomeDocument(done: started(), steps: steps))
        } catch Leaving.detached {
            try detach()
        } catch let refusal as Refusal where speech.json {
            printer.close()
            Terminal.answer(try JSONText.string(OutcomeDocument(refusal, steps: steps), pretty: true))
            throw ArgumentParser.ExitCode(refusal.code.rawValue)
        } catch let refusal as Refusal {
            printer.close()
            throw refusal
        }
    }

    private static func word(_ verb: NodeRequest.Verb) -> String {
        switch verb {
        case .rollback: "rollback"
        case .configure: "change"
        case _: "deploy"
        }
    }

    private func take(_ report: StepReport, untilStarted: Bool) throws {
        steps.append(report)
        printer.show(report)
        if report.step == "verify", report.phase == .done { release = report.detail }
        if app == nil { app = release?.split(separator: " ").first.map(String.init) }
        if wantsAbort, aborting == nil { try abort() }
        if untilStarted, report.step == "start", report.phase == .done { throw Leaving.started }
    }

    private func interrupted() throws {
        guard abortsOnInterrupt, !wantsAbort else { throw Leaving.detached }
        wantsAbort = true
        printer.close()
        if !speech.json { Terminal.tell("interrupted: what was begun is undone; once more leaves it to the node") }
        try abort()
    }

    /// On a connection of its own; waits for the name of the app where only the bundle tells it.
    private func abort() throws {
        guard let app else { return }
        let client = try node.client()
        try client.send(NodeRequest(.abort(app: app)))
        aborting = client
    }

    private func detach() throws {
        printer.close()
        let place = app.map { node.command("status \($0)") } ?? node.command("status")
        let sentence = "detached: the \(what) goes on on the node; see \(place)"
        if speech.json {
            let refusal = Refusal(.outcomeUnknown, sentence)
            Terminal.answer(try JSONText.string(OutcomeDocument(refusal, steps: steps), pretty: true))
        } else {
            Terminal.tell(sentence)
        }
        throw ArgumentParser.ExitCode(SlipwayModel.ExitCode.outcomeUnknown.rawValue)
    }

    private func started() throws -> String {
        let app = app ?? ""
        var number: Int?
        _ = try node.askDaemon(.history(app: app)) {
            if case .history(let document) = $0 { number = document.lines.last { $0.generation != nil }?.generation }
        }
        let what = (release ?? app) + " is started" + (number.map { " as generation \($0)" } ?? "")
        return "\(what) and on its way; see \(node.command("status \(app)"))"
    }

    private func finish(_ document: OutcomeDocument) throws {
        printer.close()
        Terminal.answer(speech.json ? try JSONText.string(document, pretty: true) : document.sentence)
    }
}
