import SlipwayBuild
import SlipwayCrypto
import SlipwaySystem
import SlipwayTesting
import Testing

/// Jars are looked into as far as it is safe.
@Suite struct JarReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("jars") }

    private func facts(_ bytes: [UInt8]) throws -> JarFacts {
        try DurableFile.replaceVolatile(folder("it.jar"), with: bytes)
        try Folders.make(folder("work"))
        let facts = try JarReader(folder: folder("work")).facts(of: OpenFile.read(folder("it.jar")))
        #expect(try Files.names(in: folder("work")).isEmpty)
        return facts
    }

    private static let pom = "groupId=org.x\nversion=1.2\nartifactId=x\n"

    @Test func whatNamesAJarIsRead() throws {
        let facts = try facts(
            StoredZip.bytes([
                ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-SymbolicName: org.x\n\n"),
                ("META-INF/maven/org.x/x/pom.properties", Self.pom), ("META-INF/maven/b/pom.properties", "version=1"),
                ("org/x/X.class", "class"),
            ]))
        #expect(facts.poms == [JarFacts.Coordinates(group: "org.x", artifact: "x", version: "1.2")])
        #expect(facts.manifest.symbolicName == "org.x" && facts.unread == nil && facts.nested.isEmpty)
    }

    @Test func jarsInJarsAreReadDownToTheThird() throws {
        let core = StoredZip.bytes([("META-INF/maven/x/pom.properties", Self.pom)])
        var jar = core
        for _ in 0..<4 { jar = StoredZip.bytes(of: [("lib/in.jar", jar)]) }
        let first = try #require(try facts(jar).nested.first)
        let third = try #require(first.facts.nested.first?.facts.nested.first)
        #expect(third.facts.unread == .tooDeep && third.facts.nested.isEmpty)
        #expect(third.digest == Hashing.sha256(StoredZip.bytes(of: [("lib/in.jar", core)])))
    }

    @Test(arguments: ["", "no zip at all", "PK\u{5}\u{6}"]) func whatIsNoZipIsToldSo(text: String) throws {
        #expect(try facts(Array(text.utf8)) == JarFacts(unread: .notZip))
    }

    @Test func aBombIsNotUnpacked() throws {
        try folder.write("inner.jar", "")
        try Disk.truncate(folder("inner.jar"), to: 300 << 20)
        let result = try Command.run("zip", ["-q", "-9", "bomb.jar", "inner.jar"], folder: folder.path)
        try #require(result.succeeded, "\(result.errors)")
        let facts = try facts(Files.read(folder("bomb.jar")))
        #expect(facts.nested.first?.facts.unread == .tooLarge)
        #expect(facts.nested.allSatisfy { $0.digest == nil })
    }
}
