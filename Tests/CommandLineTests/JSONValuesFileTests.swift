import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs

@Suite struct JSONValuesFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("values") }

    private func file(_ text: String, _ name: String = "values.json") throws -> String {
        let path = folder.path + "/" + name
        try DurableFile.replaceVolatile(path, with: Array(text.utf8))
        return path
    }

    @Test func keysMayBeNestedOrDotted() throws {
        let text = #"{"listen": {"http": 9090}, "a.b": "x", "on": true, "empty": "", "jvm": {"options": ["-a", "-b"]}}"#
        #expect(
            try JSONValuesFile.load(file(text)) == [
                "listen.http": "9090", "a.b": "x", "on": "true", "empty": "", "jvm.options": "-a -b",
            ])
    }

    private static let none = "this is no JSON that can be read, and a node's slipway reads no YAML"

    @Test(arguments: [
        ("a: 1", none), ("", none),
        ("[1]", "this is no group of keys"),
        ("{}", "the file holds no values"),
        (#"{"a": null}"#, "`a` has no value"),
        (#"{"a": 1.5}"#, "`a` is a number that is not whole; write it in quotes"),
        (#"{"a": ["b"]}"#, "`a` must be one value, not a list"),
        (#"{"a.b": 1, "a": {"b": 2}}"#, "`a.b` stands there twice"),
        (#"{"jvm.options": [1, [2]]}"#, "`jvm.options` is no list of words"),
        (#"{"a": "\u0000"}"#, "`a` must be text without a NUL"),
    ])
    func whatIsNoSettingsIsRefused(_ text: String, _ reason: String) throws {
        let path = try file(text)
        let refusal = #expect(throws: Refusal.self) { try JSONValuesFile.load(path) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence == "--values \(path): \(reason)")
        #expect(refusal?.hint == #"write keys and values as JSON: `{"listen.http": 9090}`"#)
    }

    @Test(arguments: ["values.yaml", "values.yml", "VALUES.YAML"])
    func yamlIsRefusedByItsName(_ name: String) throws {
        let path = try file(#"{"a": "1"}"#, name)
        let refusal = #expect(throws: Refusal.self) { try JSONValuesFile.load(path) }
        #expect(refusal?.sentence == "--values \(path): a node's slipway reads no YAML")
    }

    @Test func whatIsNotThereOrAFolderIsRefused() throws {
        let missing = #expect(throws: Refusal.self) { try JSONValuesFile.load(folder.path + "/none.json") }
        #expect(missing?.code == .notFound)
        let place = #expect(throws: Refusal.self) { try JSONValuesFile.load(folder.path) }
        #expect(place?.code == .usage)
    }

    @Test func whatIsTooLargeIsRefusedUnread() throws {
        let path = try file(#"{"a": ""# + String(repeating: "x", count: 1 << 20) + #""}"#)
        let refusal = #expect(throws: Refusal.self) { try JSONValuesFile.load(path) }
        #expect(refusal?.sentence == "--values \(path): this is larger than 1 MiB")
    }
}
