import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs

@Suite struct SecretInputTests {
    @Test func aFileIsTakenAsItIs() throws {
        let folder = try TemporaryFolder("secret")
        let content: [UInt8] = [0, 255, 10]
        try DurableFile.replaceVolatile(folder.path + "/store.p12", with: content)
        #expect(try SecretInput.file(folder.path + "/store.p12") == content)
    }

    @Test func anEmptyFileIsRefused() throws {
        let folder = try TemporaryFolder("secret")
        try DurableFile.replaceVolatile(folder.path + "/empty", with: [])
        let refusal = #expect(throws: Refusal.self) { try SecretInput.file(folder.path + "/empty") }
        #expect(refusal?.code == .badInput)
    }

    @Test func whatIsNoFileIsRefused() throws {
        let folder = try TemporaryFolder("secret")
        #expect(throws: Refusal.self) { try SecretInput.file(folder.path) }
        let refusal = #expect(throws: Refusal.self) { try SecretInput.file(folder.path + "/none") }
        #expect(refusal?.code == .notFound)
    }

    @Test(arguments: [
        ("pass\n", "pass"), ("pass\r\n", "pass"), ("pass", "pass"), ("a\nb\n", "a\nb\n"), ("\n", ""), ("", ""),
    ])
    func theLineEndOfASingleLineIsLeftAway(_ typed: String, _ secret: String) {
        #expect(SecretInput.withoutLineEnd(Array(typed.utf8)) == Array(secret.utf8))
    }

    /// More than a pipe holds.
    @Test func aLargeSecretArrivesWhole() throws {
        let content = (0..<300_000).map { UInt8($0 % 251) }
        let channel = try SecretChannel(content)
        #expect(try channel.reader.readAll(limit: 1 << 20) == content)
    }
}
