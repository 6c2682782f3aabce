import SlipwayBuild
import SlipwayModel
import SlipwayRecipe
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A .war is unpacked as far as nobody remembers it; what comes out is the same as from a store that knows nothing.
@Suite struct WarRebuildTests {
    private let rig: BuildRig

    init() throws { rig = try BuildRig() }

    private static let files = [
        ("index.jsp", "<%= 1 %>"), ("WEB-INF/web.xml", "<web-app/>"),
        ("WEB-INF/lib/one.jar", "jar one"),
        ("WEB-INF/lib/two.jar", "jar two"), ("WEB-INF/classes/A.class", "class"), ("naïve.txt", "ï"),
    ]

    private func war(
        _ changes: [String: String] = [:], without: String = "", adding: [(String, String)] = []
    ) throws {
        let files = Self.files.compactMap { path, text -> (path: String, content: String)? in
            path == without ? nil : (path, changes[path] ?? text)
        }
        try rig.write(
            "app/shop.war", StoredZip.bytes(files + adding.map { (path: $0.0, content: $0.1) }))
    }

    /// Builds in the store that knows earlier ones, `ahead` milliseconds later than it is, and in an empty one.
    private func builds(ahead: Int64 = 0) throws -> (known: Descriptor, new: Descriptor) {
        let empty = rig.folder("empty")
        try Folders.removeAll(empty)
        let built = try [rig.store, empty].map { path in
            try Builder(
                store: DirectoryStore(at: path), assets: BuildAssets(folder: rig.folder("share")),
                now: { Clock.wall() + ahead }, report: { _ in }
            ).build(rig.load(), replacing: true)
        }
        return (built[0], built[1])
    }

    @Test(arguments: [0, 10_000]) func eachChangeGivesWhatACleanBuildGives(ahead: Int64) throws {
        var seen: Set<Descriptor> = []
        func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
            for _ in 0..<2 {
                let (known, new) = try builds(ahead: ahead)
                #expect(known == new, sourceLocation: sourceLocation)
                seen.insert(known)
            }
        }
        try war()
        try check()
        // One size, one path: all that differs is the content.
        try war(["WEB-INF/classes/A.class": "CLASS"])
        try check()
        try war(["WEB-INF/lib/two.jar": "jar 222"])
        try check()
        try war(without: "index.jsp", adding: [("other.jsp", "<%= 1 %>")])
        try check()
        try war(adding: [("WEB-INF/lib/three.jar", "jar one")])
        try check()
        #expect(seen.count == 5)
        try war()
        #expect(try seen.contains(builds(ahead: ahead).known))
        #expect(seen.count == 5)
    }

    @Test(arguments: [0, 10_000]) func whatIsRememberedIsUnpackedWhereALayerIsMadeAnew(ahead: Int64)
        throws
    {
        try war()
        let first = try builds(ahead: ahead)
        let text = BuildRig.recipeText.replacing(
            "context: /, properties", with: "context: /moved, properties")
        try rig.folder.write("app/recipe.yaml", text)
        let moved = try builds(ahead: ahead)
        #expect(moved.known == moved.new && moved.known != first.known)
        #expect(try rig.files(of: moved.known)["webapps/moved/WEB-INF/lib/two.jar"]?.text == "jar two")
    }

    @Test func aChangeInTheSameTickIsSeen() throws {
        for number in 0..<10 {
            try war(["WEB-INF/classes/A.class": "class\(number)"])
            try Disk.setTime(rig.folder("app/shop.war"), seconds: 1000)
            let built = try builds().known
            #expect(
                try rig.files(of: built)["webapps/ROOT/WEB-INF/classes/A.class"]?.text == "class\(number)")
        }
    }

    @Test func aRememberedArchiveThatIsBroughtBackBrokenIsRefused() throws {
        try war()
        _ = try builds(ahead: 10_000)
        var bytes = try Files.read(rig.folder("app/shop.war"))
        let place = try #require(bytes.firstRange(of: Array("jar two".utf8))).lowerBound
        bytes[place] ^= 1
        try rig.write("app/shop.war", bytes)
        #expect(throws: Refusal.self) { try builds(ahead: 10_000) }
    }
}
