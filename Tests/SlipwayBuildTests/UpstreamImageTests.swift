import SlipwayBuild
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Images made of an archive in the upstream layout.
struct UpstreamImageTests {
    private func importer(_ rig: BuildRig) throws -> ImageImporter {
        try ImageImporter(store: DirectoryStore(at: rig.store).path, report: { _ in })
    }

    private func image(_ name: String, _ rig: BuildRig) throws -> ImportedImage {
        try importer(rig).image(ImageCatalog(recipeFolder: rig.folder("app")).find(name))
    }

    @Test func theTreeIsTheArchiveWithoutItsTopFolderItsLinksAndWhatIsStripped() throws {
        let rig = try BuildRig()
        let image = try image("my-jdk", rig)
        let paths = try Files.walk(image.tree).map(\.path)
        #expect(
            paths == [
                "bin", "bin/java", "bin/libs", "bin/libs/alias", "bin/libs/modules", "lib", "lib/alias", "lib/modules",
            ])
        #expect(try Files.walk(image.tree).allSatisfy { $0.facts.kind != .link })
        #expect(image.record.files == 5)
    }

    @Test func aTomcatKeepsItsEmptyFoldersAndLosesItsSamples() throws {
        let rig = try BuildRig()
        let tree = try image("my-tomcat", rig).tree
        for name in ["logs", "temp", "webapps", "work"] {
            #expect(Files.isFolder(tree + "/" + name))
            #expect(try Files.names(in: tree + "/" + name).isEmpty)
        }
    }

    @Test func aWrongDigestStopsTheBuildBeforeAnythingIsUnpacked() throws {
        let rig = try BuildRig()
        let wrong = String(repeating: "0", count: 64)
        try rig.image("my-jdk", "jdk", from: "jdk-9", strip: "[]", digest: wrong)
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains("is not what the image my-jdk is pinned to"))
        #expect(refusal.sentence.hasSuffix("not \(wrong)"))
        #expect(try Files.names(in: rig.store + "/images") == ["import.lock"])
    }

    @Test func anArchiveThatIsGoneIsNamed() throws {
        let rig = try BuildRig()
        try Disk.unlink(rig.folder("my-jdk.tar.gz"))
        #expect(try rig.refusal()?.sentence.hasSuffix("which the image my-jdk is made of") == true)
    }

    @Test func whatDoesNotLookLikeAJDKIsRefused() throws {
        let rig = try BuildRig()
        try rig.image("my-jdk", "jdk", from: "apache-tomcat-10", strip: "[]")
        #expect(
            try rig.refusal()?.sentence == "the image my-jdk does not look like a JDK: it has no bin/java")
    }

    @Test(arguments: ["/etc/passwd", "../../../../etc/passwd", "nothing", "round"])
    func aLinkThatLeadsOutOrNowhereIsRefused(_ target: String) throws {
        let rig = try BuildRig()
        try Disk.symlink(to: target, at: rig.folder("up/jdk-9/lib/out"))
        if target == "round" { try Disk.symlink(to: "out", at: rig.folder("up/jdk-9/lib/round")) }
        try rig.image("my-jdk", "jdk", from: "jdk-9", strip: "[ bin/libs ]")
        let refusal = try #require(try rig.refusal())
        #expect(refusal.sentence == "the image my-jdk holds lib/out, which leads to nothing in its packages")
        try rig.image("my-jdk", "jdk", from: "jdk-9", strip: "[ bin/libs, lib/out, lib/round ]")
        #expect(try rig.refusal() == nil)
    }

    @Test func aFolderThatLinksToItselfIsRefused() throws {
        let rig = try BuildRig()
        for name in ["self", "again"] { try Disk.symlink(to: "../lib", at: rig.folder("up/jdk-9/lib/" + name)) }
        try rig.image("my-jdk", "jdk", from: "jdk-9", strip: "[]")
        #expect(try rig.refusal()?.sentence.contains("lead round in a circle") == true)
    }

    @Test func imagesBesideARecipeAreListedAndOtherFilesAreNot() throws {
        let rig = try BuildRig()
        try rig.folder.write("app/values.yaml", "a: b\n")
        try rig.folder.write("app/broken.yaml", "a: [\n")
        let names = try ImageCatalog(recipeFolder: rig.folder("app")).all().map(\.name)
        #expect(names.contains("my-jdk") && names.contains("my-tomcat"))
        #expect(!names.contains { ["values", "broken", "recipe"].contains($0) }, "\(names)")
        #expect(try !ImageCatalog().all().contains { $0.name == "my-jdk" })
        let unknown = try #require(throws: Refusal.self) { try ImageCatalog().find("nobody") }
        #expect(unknown.code == .notFound)
    }

    @Test func lookingForAnImageMakesNothing() throws {
        let rig = try BuildRig()
        let importer = ImageImporter(store: rig.folder("none"), report: { _ in })
        let definition = try ImageCatalog(recipeFolder: rig.folder("app")).find("my-jdk")
        #expect(try importer.imported(definition) == nil)
        #expect(try importer.lock(of: definition) == nil)
        #expect(!Files.exists(rig.folder("none")))
    }

    @Test func anInterruptedImportLeavesNothingThatCounts() throws {
        let rig = try BuildRig()
        _ = try DirectoryStore(at: rig.store)
        try Folders.make(rig.store + "/images/work/unpacked/half")
        #expect(try importer(rig).imported(ImageCatalog(recipeFolder: rig.folder("app")).find("my-jdk")) == nil)
        _ = try image("my-jdk", rig)
        #expect(try !Files.names(in: rig.store + "/images").contains("work"))
    }

    @Test(arguments: [
        ("layout: jdk", "exactly one source, this one has 0"), ("layout: jvm\nfile: x", "`layout` must be one of"),
        ("layout: jdk\nfile: x", "`sha256` is missing"), ("layout: jdk\nfile: x\nsha256: abc", "`sha256` must be 64"),
        ("layout: jdk\nurl: ftp://x/y\nsha256: abc", "`url` must be an address"),
        ("layout: jdk\ndebian: [a-b, a-b]", "`a-b` is listed twice"),
        ("layout: jdk\ndebian: [\"a b\"]", "`debian[]` must be the name of a Debian package"),
        ("layout: jdk\ndebian: [-oX]", "`debian[]` must be the name of a Debian package"),
        ("layout: jdk\ndebian: [aa]\nsha256: " + String(repeating: "0", count: 64), "pinned by the lock"),
        ("debian: [aa]", "`layout` is missing"), ("layout: jdk\npackages: [aa]", "an image has no key `packages`"),
    ])
    func aBadDefinitionIsRefused(_ text: String, _ says: String) throws {
        let rig = try BuildRig()
        try rig.folder.write("app/my-jdk.yaml", text)
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix(rig.folder("app/my-jdk.yaml")), "\(refusal.sentence)")
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
    }
}
