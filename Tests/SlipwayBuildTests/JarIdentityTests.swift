import SlipwayBuild
import Testing

/// What a jar is called follows from what is written in it, then from its file's name.
@Suite struct JarIdentityTests {
    private func pom(_ group: String, _ artifact: String, _ version: String) -> JarFacts.Coordinates {
        JarFacts.Coordinates(group: group, artifact: artifact, version: version)
    }

    private func facts(_ poms: [JarFacts.Coordinates] = [], manifest: String = "") -> JarFacts {
        var facts = JarFacts()
        facts.poms = poms
        facts.manifest = JarManifest(reading: Array(manifest.utf8))
        return facts
    }

    @Test func mavenCoordinatesComeFirst() {
        let one = JarIdentity(
            facts([pom("com.google.code.gson", "gson", "2.10.1")], manifest: "Bundle-SymbolicName: other\n"),
            path: "WEB-INF/lib/gson.jar")
        #expect(one.purl == "pkg:maven/com.google.code.gson/gson@2.10.1")
        #expect([one.group, one.name, one.version] == ["com.google.code.gson", "gson", "2.10.1"])
        #expect(one.bundled.isEmpty)
    }

    @Test func whatAJarHasSwallowedIsNotItsName() {
        let poms = [pom("org.x", "core", "1"), pom("org.x", "core-web", "2"), pom("org.y", "json", "3")]
        let shaded = JarIdentity(facts(poms), path: "core-web-2.jar")
        #expect(shaded.purl == "pkg:maven/org.x/core-web@2" && shaded.bundled == [poms[0], poms[2]])
        let guice = JarIdentity(
            facts([pom("cglib", "cglib", "3.2.12")], manifest: "Bundle-SymbolicName: com.google.inject;x=y\n"),
            path: "guice-4.2.3.jar")
        #expect(guice.name == "com.google.inject" && guice.version == "4.2.3")
        #expect(guice.bundled == [pom("cglib", "cglib", "3.2.12")])
    }

    @Test func theManifestComesNext() {
        let bundle = JarIdentity(
            facts(
                manifest: "Bundle-SymbolicName: org.slf4j.slf4j-api\r\nBundle-Version: 1.7.\r\n 32\r\n\r\nTitle: no\r\n"
            ),
            path: "slf4j-api.jar")
        #expect(bundle.purl == "pkg:maven/org.slf4j/slf4j-api@1.7.32")
        let library = JarIdentity(
            facts(
                manifest: "Implementation-Vendor-Id: org.acme\nImplementation-Title: anvil\nImplementation-Version: 9\n"
            ),
            path: "a.jar")
        #expect(library.purl == "pkg:maven/org.acme/anvil@9")
    }

    @Test func theNameOfTheFileComesLast() {
        let named = JarIdentity(facts(), path: "x/commons-io-2.11.0.jar")
        #expect(named.name == "commons-io" && named.purl == "pkg:generic/commons-io@2.11.0")
        let bare = JarIdentity(JarFacts(unread: .notZip), path: "x/odd.jar")
        #expect(bare.name == "odd" && bare.version == nil && bare.purl == nil)
    }

    @Test func whatIsNotOneWordNamesNothing() {
        let hostile = JarIdentity(
            facts(manifest: "Bundle-SymbolicName: a\u{1b}[31m\nBundle-Version: 1\nImplementation-Title: Two Words\n"),
            path: "x/odd-3.jar")
        #expect(hostile.name == "odd" && hostile.version == "3")
        #expect(
            JarIdentity(facts([pom("a/b", "c d", "1+2~é")]), path: "c.jar").purl == "pkg:maven/a%2Fb/c%20d@1%2B2~%C3%A9"
        )
    }
}
