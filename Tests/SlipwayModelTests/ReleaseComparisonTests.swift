import SlipwayModel
import Testing

@Suite struct ReleaseComparisonTests {
    private func file(_ path: String, _ content: UInt8, size: Int64 = 10) -> TreeFile {
        TreeFile(
            path: path, executable: false, size: size, digest: Digest(bytes: [UInt8](repeating: content, count: 32)),
            modified: 0)
    }

    private func release(
        _ version: String, _ files: [TreeFile], port: Int = 8080, properties: [String: String] = [:],
        overrides: [String: String] = [:]
    ) -> ReleaseContents {
        let spec = ServiceSpec(
            name: "shop", version: version, runtime: .tomcat, launch: .init(command: ["run"], env: [:]),
            listen: [.init(name: "http", port: port)], webapps: [], health: [], start: .init(), stop: .init(),
            switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 10)
        let listing = TreeListing(folders: [], files: files)
        let part = ReleaseContents.Part(
            component: .warLib, digest: Digest(bytes: [UInt8](repeating: UInt8(files.count), count: 32)),
            listing: listing)
        return ReleaseContents(
            name: ReleaseName(name: "shop", version: version), digest: part.digest, spec: spec, parts: [part],
            properties: ["ROOT": properties], configuration: Configuration(overrides: overrides))
    }

    @Test func aReleaseDoesNotDifferFromItself() {
        let it = release("1", [file("lib/a-1.0.jar", 1), file("b.txt", 2)], properties: ["a": "b"])
        let difference = ReleaseDifference.between(it, it)
        #expect(difference.components.isEmpty && difference.jars.isEmpty && difference.files == .init())
        #expect(difference.configuration.isEmpty && difference.ports.isEmpty)
        #expect(difference.bytesAdded == 0 && difference.bytesRemoved == 0)
        #expect(difference.from == "shop 1" && difference.to == "shop 1")
    }

    @Test func jarsAreToldByNameAndVersion() {
        let old = release("1", [file("lib/lang-3.12.0.jar", 1), file("lib/old-1.jar", 2), file("lib/same-1.0.jar", 3)])
        let new = release("2", [file("lib/lang-3.14.0.jar", 4), file("lib/new-2.jar", 5), file("lib/same-1.0.jar", 6)])
        let difference = ReleaseDifference.between(old, new)
        #expect(
            difference.jars == [
                .init(name: "lang", from: "3.12.0", to: "3.14.0"), .init(name: "new", from: nil, to: "2"),
                .init(name: "old", from: "1", to: nil),
            ])
        #expect(difference.files.added.isEmpty && difference.files.removed.isEmpty)
        #expect(difference.files.changed == ["lib/same-1.0.jar"])
    }

    @Test func theNamesOfTheBillsOfMaterialsWin() {
        func jar(_ path: String, _ version: String) -> ReleaseContents.Jar {
            ReleaseContents.Jar(path: path, name: "gson", version: version)
        }
        var old = release("1", [file("lib/gson.jar", 1), file("lib/fat.jar", 2)])
        var new = release(
            "2", [file("lib/gson.jar", 3), file("lib/google-gson-2.10.1.jar", 3), file("lib/fat.jar", 4)])
        old.jars = [jar("lib/gson.jar", "2.9.1"), jar("lib/fat.jar!/gson.jar", "2.9.1")]
        // Only one of the two tells: the names of files have to do.
        #expect(ReleaseDifference.between(old, new).jars.map(\.name) == ["google-gson"])
        new.jars = [
            jar("lib/gson.jar", "2.10.1"), jar("lib/google-gson-2.10.1.jar", "2.10.1"),
            jar("lib/fat.jar!/gson.jar", "2.10.1"),
        ]
        let difference = ReleaseDifference.between(old, new)
        #expect(difference.jars == [.init(name: "gson", from: "2.9.1", to: "2.10.1")])
        #expect(difference.files.changed == ["lib/fat.jar"] && difference.files.added.isEmpty)
        #expect(ReleaseDifference.between(nil, new).jars == [.init(name: "gson", from: nil, to: "2.10.1")])
    }

    @Test func jarsWithoutAVersionAreFiles() {
        let difference = ReleaseDifference.between(
            release("1", [file("lib/catalina.jar", 1), file("lib/gone.jar", 1)]),
            release("2", [file("lib/catalina.jar", 2), file("lib/come.jar", 2)]))
        #expect(difference.jars.isEmpty)
        #expect(difference.files.changed == ["lib/catalina.jar"])
        #expect(difference.files.added == ["lib/come.jar"])
        #expect(difference.files.removed == ["lib/gone.jar"])
    }

    @Test func aSecondVersionBesideTheFirstIsTold() {
        let difference = ReleaseDifference.between(
            release("1", [file("a/lang-1.jar", 1), file("b/lang-1.jar", 1)]),
            release("2", [file("a/lang-1.jar", 1), file("b/lang-2.jar", 2)]))
        #expect(difference.jars == [.init(name: "lang", from: "1", to: "1, 2")])
        // Only the version that stays is told by its path.
        #expect(difference.files.added.isEmpty)
        #expect(difference.files.removed == ["b/lang-1.jar"])
    }

    @Test func bytesCountEachContentOnce() {
        let difference = ReleaseDifference.between(
            release("1", [file("a", 1, size: 5), file("b", 2, size: 7)]),
            release("2", [file("c", 1, size: 5), file("d", 3, size: 11), file("e", 3, size: 11)]))
        #expect(difference.bytesAdded == 11)
        #expect(difference.bytesRemoved == 7)
    }

    @Test func portsAndConfigurationAreToldOnce() {
        let difference = ReleaseDifference.between(
            release("1", [], properties: ["page.size": "50", "gone": "1", "db.password": "old"]),
            release(
                "2", [], port: 9090, properties: ["page.size": "50", "db.password": "new"],
                overrides: ["page.size": "60", "listen.http": "9191"]))
        #expect(difference.ports == [.init(name: "http", from: "8080", to: "9191")])
        #expect(
            difference.configuration == [
                .init(name: "db.password", from: "(hidden)", to: "(hidden)"),
                .init(name: "page.size", from: "50", to: "60"), .init(name: "gone", from: "1", to: nil),
            ])
    }

    @Test func withNothingBeforeEverythingIsNew() {
        let new = release("1", [file("lib/a-1.jar", 1), file("b.txt", 2)], properties: ["a": "b"])
        let difference = ReleaseDifference.between(nil, new)
        #expect(difference.from == nil)
        #expect(difference.components.count == 1 && difference.components.first?.from == nil)
        #expect(difference.jars == [.init(name: "a", from: nil, to: "1")])
        #expect(difference.files.added == ["b.txt"])
        #expect(difference.configuration == [.init(name: "a", from: nil, to: "b")])
        #expect(difference.ports == [.init(name: "http", from: nil, to: "8080")])
        #expect(difference.bytesAdded == 20)
    }

    @Test(arguments: [
        ("commons-lang3-3.12.0.jar", "commons-lang3", "3.12.0"), ("lib/guava-31.1-jre.jar", "guava", "31.1-jre"),
        ("log4j-1.2-api-2.20.0.jar", "log4j-1.2-api", "2.20.0"),
        ("jakarta.servlet-api-6.0.0.jar", "jakarta.servlet-api", "6.0.0"),
        ("app-1.0-SNAPSHOT.jar", "app", "1.0-SNAPSHOT"), ("app-1.0-beta-2.jar", "app", "1.0-beta-2"),
        ("spring-core-6.1.0-RC1.jar", "spring-core", "6.1.0-RC1"), ("a-20240101-3.jar", "a", "20240101-3"),
    ])
    func aJarTellsItsVersion(_ path: String, _ name: String, _ version: String) {
        #expect(JarName(path: path)?.name == name)
        #expect(JarName(path: path)?.version == version)
    }

    @Test(arguments: ["catalina.jar", "lang3.jar", "-1.0.jar", "readme-1.0.txt", "jar", "x/.jar", ""])
    func otherFilesTellNone(_ path: String) { #expect(JarName(path: path) == nil) }
}
