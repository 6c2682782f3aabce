import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

struct ValuesFileTests {
    private func load(_ text: String) throws -> [String: String] {
        let folder = try TemporaryFolder("values")
        try folder.write("prod.yaml", text)
        do {
            return try ValuesFile.load(folder("prod.yaml"))
        } catch var refusal as Refusal {
            refusal.sentence = refusal.sentence.replacing(folder.path + "/", with: "")
            throw refusal
        }
    }

    @Test func groupsAreFlattenedAndOptionsJoined() throws {
        let values = try load(
            """
            # production
            listen: { http: 9090 }
            db.url: "jdbc:x"
            db:
              pool: { size: 010 }
              empty: ""
            jvm.options: [ -Xss1m, -Da=b ]
            flag: yes
            """)
        #expect(
            values == [
                "listen.http": "9090", "db.url": "jdbc:x", "db.pool.size": "010", "db.empty": "",
                "jvm.options": "-Xss1m -Da=b", "flag": "yes",
            ])
    }

    @Test(arguments: [
        ("", "prod.yaml:1: the file is empty"), ("# words\n", "prod.yaml:1: the file is empty"),
        ("- a\n", "prod.yaml:1: a values file is a group of keys, this is a list"),
        ("hunter2", "this is text without a key"), ("a: [ b ]\n", "prod.yaml:1: `a` must be one value, not a list"),
        ("a: [ b", "this is not YAML"), ("{}", "prod.yaml:1: the file holds no values"),
        ("a: 1\nb: 2\na: 3\n", "prod.yaml:3: the key `a` appears twice, first in line 1"),
        ("a.b: 1\na: { b: 2 }\n", "prod.yaml:2: the key `a.b` appears twice, first at prod.yaml:1"),
        ("a: 1\nb:\n", "prod.yaml:2: `b` has no value"), ("jvm.options: [ [ b ] ]", "one item of it is a list"),
        ("jvm: { options: [ { b: c } ] }", "one item of it is a group of keys"),
        ("a b: 1", "prod.yaml:1: the key `a b` must be"),
        ("a: \"\\0\"", "prod.yaml:1: `a` must be text without a NUL"),
        ("a:\n\tb: 1\n", "prod.yaml:2: this is not YAML"),
    ])
    func whatIsNoValuesFileIsRefused(_ text: String, _ says: String) throws {
        let refusal = try #require(throws: Refusal.self) { try load(text) }
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
        #expect(refusal.hint != nil)
    }

    @Test func aMissingFileIsRefused() throws {
        let refusal = try #require(throws: Refusal.self) { try ValuesFile.load("/nonexistent/prod.yaml") }
        #expect(refusal.sentence == "--values /nonexistent/prod.yaml: there is no such file")
        #expect(refusal.code == .notFound)
        #expect(refusal.hint?.contains("listen.http: 9090") == true)
    }

    @Test func theHintOfAnEmptyFileFitsAValuesFile() throws {
        let refusal = try #require(throws: Refusal.self) { try load("") }
        #expect(refusal.hint?.contains("listen.http: 9090") == true)
    }

    /// Somebody may name a file of secrets by mistake.
    @Test(arguments: [
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ",
        "correct horse battery staple x",
        "correct horse battery staple x: y", "correct horse battery staple x: y\ncorrect horse battery staple x: y",
        "a: [ correct horse battery staple x, y ]", "a: 'correct horse battery staple x", "correct: [ horse staple x",
    ])
    func noMoreThanAFewCharactersOfTheFileAreTold(_ text: String) throws {
        let refusal = try #require(throws: Refusal.self) { try load(text) }
        let told = refusal.sentence + (refusal.hint ?? "")
        #expect(!told.contains("staple") && !told.contains("MIIE"), "\(told)")
    }
}
