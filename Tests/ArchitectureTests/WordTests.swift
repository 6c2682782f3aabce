import Testing

@Suite struct WordTests {
    private static let bagWords: Set = [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Extras", "Base",
        "Context", "Service",
    ]
    /// A service is also a word of the trade: what an app is run as.
    private static let tradeNames: Set = ["ServiceSpec", "ServicePolicy", "ServiceStatus"]
    private static let introducers: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]

    /// `JSONTextReader` holds the words `JSON`, `Text` and `Reader`.
    private func words(of name: String) -> [String] {
        var words: [String] = []
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            let afterSmall = index > 0 && !letters[index - 1].isUppercase
            let beforeSmall = index + 1 < letters.count && letters[index + 1].isLowercase
            if words.isEmpty || letter.isUppercase && (afterSmall || beforeSmall) {
                words.append(String(letter))
            } else {
                words[words.count - 1].append(letter)
            }
        }
        return words
    }

    private func typeNames(in file: SourceFile) -> [String] {
        let tokens = file.code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        return zip(tokens, tokens.dropFirst()).filter { Self.introducers.contains($0) && $1.first?.isUppercase == true }
            .map { $1 }
    }

    /// The rule: a name says what a thing is; a bag for anything has none.
    private func bagNames(in file: SourceFile) -> [String] {
        let fileNames = file.name.split(separator: ".").dropLast().flatMap { $0.split(separator: "+") }.map(String.init)
        return (typeNames(in: file) + fileNames).filter {
            !Self.tradeNames.contains($0) && !Self.bagWords.isDisjoint(with: words(of: $0))
        }.map { "\(file.path): \($0)" }
    }

    /// The rule: nothing is left for later, nothing ends the program on purpose.
    private func unfinished(in file: SourceFile) -> [String] {
        let words = file.text.split { !$0.isLetter }.map(String.init)
        let notes = ["TODO", "FIXME", "XXX"].filter(words.contains)
        let endings = ["fatalError", "Swift.fatalError"].filter(Calls.names(in: file.code).contains)
        return (notes + endings).map { "\(file.path): \($0)" }
    }

    /// The rule: a test waits for an event, never for a length of time.
    private func sleeps(in file: SourceFile) -> [String] {
        let calls = Calls.names(in: file.code)
        return ["sleep", "usleep", "nanosleep", "Task.sleep", "Thread.sleep", "Glibc.sleep", "Glibc.usleep"]
            .filter(calls.contains).map { "\(file.path): \($0)" }
    }

    private func sample(_ text: String, name: String = "Sample") -> SourceFile {
        SourceFile(path: "Sources/Sample/\(name).swift", text: text)
    }

    @Test(arguments: ["Sources", "Tests"])
    func noTypeIsABag(folder: String) throws {
        let found = try SourceTree.swiftFiles(below: folder).flatMap(bagNames)
        #expect(found == [])
    }

    @Test func nothingIsLeftForLater() throws {
        let found = try SourceTree.swiftFiles(below: "Sources").flatMap(unfinished)
        #expect(found == [])
    }

    @Test func testsDoNotSleep() throws {
        let found = try SourceTree.swiftFiles(below: "Tests").flatMap(sleeps)
        #expect(found == [])
    }

    @Test(arguments: [
        "struct StoreManager {}", "final class HTTPHelper {}", "package enum DigestUtils {}", "protocol CommonParts {}",
        "actor Extras {}", "typealias BaseStore = Int", "struct NodeContext<T> {}", "struct LogService: Sendable {}",
    ])
    func aBagIsReported(text: String) {
        #expect(bagNames(in: sample(text)).count == 1)
    }

    @Test func aBagIsReportedByItsFileName() {
        #expect(bagNames(in: sample("let a = 1", name: "String+Helpers")).count == 1)
    }

    @Test func anHonestNamePasses() {
        let text = "struct ServiceSpec {}\nenum Baseline {}\nclass func make() {}\n// struct Manager\n"
        #expect(bagNames(in: sample(text)) == [])
    }

    @Test(arguments: ["// TODO: later", "/* FIXME */", "fatalError()", "let a = b ?? fatalError(\"no\")"])
    func anUnfinishedFileIsReported(text: String) {
        #expect(unfinished(in: sample(text)).count == 1)
    }

    @Test func aWordInsideAnotherIsNone() {
        #expect(unfinished(in: sample("let TODOS = 1 // fatalError( is forbidden\n")) == [])
    }

    @Test(arguments: ["sleep(1)", "usleep(1000)", "try await Task.sleep(for: .seconds(1))", "_ = Glibc.usleep (5)"])
    func aSleepingTestIsReported(text: String) {
        #expect(sleeps(in: sample(text)).count == 1)
    }

    @Test func asleepIsNotSleep() {
        #expect(sleeps(in: sample("asleep(1); a.sleep(1); run(\"sleep(1)\")")) == [])
    }
}
