import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct StepCallTests {
    private let words = ["step", "/n/apps/shop", "7", "web1", "/n/etc/secrets", "90s", "bin/migrate", "up", "--to", ""]

    @Test func itsWordsAreRead() throws {
        let call = try #require(StepCall(words: words))
        #expect(call.app == AppLayout(folder: "/n/apps/shop"))
        #expect(call.generation == 7 && call.nodeName == "web1" && call.secrets.path == "/n/etc/secrets")
        #expect(call.deadline == .seconds(90))
        #expect(call.command == ["bin/migrate", "up", "--to", ""])
    }

    @Test func otherWordsAreNoStep() {
        #expect(StepCall(words: []) == nil)
        #expect(StepCall(words: Array(words.prefix(6))) == nil)
        #expect(StepCall(words: ["run"] + words.dropFirst()) == nil)
        #expect(StepCall(words: words.map { $0 == "7" ? "seven" : $0 }) == nil)
        #expect(StepCall(words: words.map { $0 == "90s" ? "90" : $0 }) == nil)
    }

    @Test func itsRunFolderIsNotThatOfTheProgram() {
        let app = AppLayout(folder: "/n/apps/shop")
        let (step, slot) = (SlotLayout(stepOf: 7, app: app), SlotLayout(app: app, generation: 7))
        #expect(step.run == "/n/apps/shop/run/step" && step.temp == "/n/apps/shop/run/step/temp")
        #expect(slot.run == "/n/apps/shop/run/slots/7" && slot.temp == "/n/apps/shop/generations/7/temp")
        #expect(step.release == slot.release && step.work == slot.work && step.configuration == slot.configuration)
    }
}
