import SlipwayControl
import Testing

@testable import SlipwayVerbs

@Suite struct StepWordsTests {
    private func ended(
        _ phase: StepReport.Phase, _ command: String? = "bin/migrate up", detail: String? = nil, step: String = "step 1"
    ) -> String {
        StepWords.ended(StepReport(step: step, phase: phase, detail: detail), command)
    }

    @Test func aStepOfTheReleasesOwnIsToldByItsCommand() {
        #expect(ended(.done) == "step 1: bin/migrate up")
        #expect(
            ended(.failed, detail: "the step `bin/migrate up` ended with exit status 3")
                == "step 1: bin/migrate up: ended with exit status 3")
        #expect(ended(.failed, nil, detail: "aborted by ada") == "step 1: aborted by ada")
        #expect(ended(.undone, "bin/migrate down") == "step 1 undone: bin/migrate down")
        #expect(ended(.undone, nil) == "step 1: nothing to undo")
        #expect(
            ended(.undoFailed, "bin/migrate down", detail: "the step `bin/migrate down` was not done in 1m")
                == "step 1 could not be undone: bin/migrate down: was not done in 1m")
    }

    @Test func theOthersAreToldByWhatTheyAre() {
        #expect(
            ended(.done, nil, detail: "clients wait meanwhile", step: "yield")
                == "stop the old one: clients wait meanwhile")
        #expect(ended(.undone, nil, step: "start") == "undone: start the new one")
        #expect(
            ended(.undoFailed, nil, detail: "the disk is full", step: "point")
                == "could not be undone: point current: the disk is full")
    }
}
