import SlipwayControl
import SlipwayModel
import SlipwaySystem

extension NodeOptions {
    /// Asks for one change and tells how it ended.
    func tellOutcome(_ verb: NodeRequest.Verb, _ speech: SpeechOptions, descriptors: [OpenFile] = []) throws {
        let printer = StepPrinter(quiet: speech.quiet || speech.json)
        var steps: [StepReport] = []
        let sentence = try ask(verb, descriptors: descriptors) { reply in
            guard case .step(let report) = reply else { return }
            steps.append(report)
            printer.show(report)
        }
        printer.close()
        try tell(sentence, steps, speech)
    }

    func tell(_ sentence: String, _ steps: [StepReport] = [], _ speech: SpeechOptions) throws {
        if speech.json {
            Terminal.answer(try JSONText.string(OutcomeDocument(done: sentence, steps: steps), pretty: true))
        } else {
            Terminal.answer(sentence)
        }
    }
}
