import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs

@Suite struct AssignmentsTests {
    @Test func wordsWinOverTheFile() throws {
        let folder = try TemporaryFolder("values")
        let file = folder.path + "/prod.yaml"
        try DurableFile.replaceVolatile(file, with: Array("a: file\nb: file\nc: file\n".utf8))
        let values = try Assignments.merged(["b=one", "c=two=2"], file: file, read: ValuesFile.load)
        #expect(values == ["a": "file", "b": "one", "c": "two=2"])
    }

    @Test(arguments: ["a", "=b", ""])
    func aWordWithoutAKeyAndAValueIsRefused(_ word: String) {
        let refusal = #expect(throws: Refusal.self) { try Assignments.merged([word], option: "--set", file: nil) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == "--set \(word) is not of the form key=value")
    }

    @Test func aKeyThatIsSetTwiceIsRefused() {
        let refusal = #expect(throws: Refusal.self) { try Assignments.merged(["b=1", "a=1", "b=1"], file: nil) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == "b is set twice")
    }

    @Test func anEmptyValueIsAValue() throws {
        #expect(try Assignments.merged(["a="], file: nil) == ["a": ""])
    }
}
