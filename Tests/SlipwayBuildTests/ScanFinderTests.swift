import SlipwayBuild
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// What was met before is not opened again.
@Suite(.enabled(if: ScanRig.hasCompiler)) struct ScanFinderTests {
    private let folder: TemporaryFolder
    private let opened = Opened()

    private final class Opened: Sendable {
        let paths = Mutex<[String]>([])
    }

    init() throws {
        folder = try TemporaryFolder("scan-finder")
        _ = try DirectoryStore(at: folder("store"))
        try Folders.make(folder("work"))
        try put("tomcat/lib/server.jar", ScanRig.server)
        try put("tomcat/bin/bootstrap.jar", ScanRig.jar([], [("bootstrap", "it")]))
    }

    private func put(_ name: String, _ bytes: [UInt8]) throws {
        try Folders.make(parent(of: folder(name)))
        try DurableFile.replaceVolatile(folder(name), with: bytes)
    }

    /// A file that tells when somebody wants to see it.
    private func later(_ path: String, _ bytes: [UInt8]) throws -> TreeSource {
        let place = "app/" + (try Randomness.hex(bytes: 4))
        try put(place, bytes)
        let (opened, file) = (opened, folder(place))
        let later = LaterFile {
            opened.paths.withLock { $0.append(path) }
            return file
        }
        return TreeSource(
            path: path, content: .later(later),
            known: TreeSource.Known(digest: Hashing.sha256(bytes), size: Int64(bytes.count)))
    }

    private func plan(_ files: [TreeSource], settings: [[UInt8]] = []) throws -> ScanPlan {
        opened.paths.withLock { $0 = [] }
        let finder = ScanFinder(store: folder("store"), folder: folder("work"))
        let plans = try finder.plans(
            of: [files], tomcat: folder("tomcat"), properties: "\(StockSkips.skipKey)=server.jar,bootstrap.jar\n",
            settings: settings)
        return try #require(plans.count == 1 ? plans.first : nil)
    }

    private var wanted: [String] { opened.paths.withLock { $0.sorted() } }

    @Test func anUnchangedJarIsNotOpenedAgainAndAChangedOneIs() throws {
        let one = try later("WEB-INF/lib/one.jar", ScanRig.jar(["app/Base"]))
        let two = try later("WEB-INF/lib/two.jar", ScanRig.jar(["app/Plain"]))
        let files = [
            one, two, try later("WEB-INF/classes/app/Chat.class", ScanRig.bytes("app/Chat")),
            try later("index.html", []), try later("WEB-INF/lib/deep/three.jar", []),
            try later("WEB-INF/web.xml", Array("<web-app/>".utf8)),
        ]
        let first = try plan(files)
        #expect(first.scanned == ["one.jar"] && first.jars == 2)
        #expect(
            wanted == [
                "WEB-INF/classes/app/Chat.class", "WEB-INF/lib/one.jar", "WEB-INF/lib/two.jar", "WEB-INF/web.xml",
            ])
        #expect(try plan(files) == first && wanted.isEmpty)
        var changed = files
        changed[1] = try later("WEB-INF/lib/two.jar", ScanRig.jar(["app/Annotated"]))
        #expect(try plan(changed).scanned == ["one.jar", "two.jar"] && wanted == ["WEB-INF/lib/two.jar"])
        changed[2] = try later("WEB-INF/classes/app/Plain.class", ScanRig.bytes("app/Plain"))
        _ = try plan(changed)
        #expect(wanted == ["WEB-INF/classes/app/Plain.class"])
    }

    @Test func aDamagedMemoryIsNoMemory() throws {
        let files = [try later("WEB-INF/lib/one.jar", ScanRig.jar(["app/Base"]))]
        let first = try plan(files)
        let names = try Files.names(in: folder("store/scans"))
        #expect(!names.isEmpty)
        for name in names {
            var bytes = try Files.read(folder("store/scans/\(name)"))
            bytes[bytes.count - 9] ^= 1
            try DurableFile.replaceVolatile(folder("store/scans/\(name)"), with: bytes)
        }
        #expect(try plan(files) == first && wanted == ["WEB-INF/lib/one.jar"])
        #expect(try plan(files) == first && wanted.isEmpty)
    }

    @Test func aFolderIsReadAsItStands() throws {
        try put("shop/WEB-INF/lib/a.jar", ScanRig.jar(["app/Pojo"]))
        try put("shop/WEB-INF/lib/b.jar", ScanRig.jar(["app/Plain"]))
        let files = ["WEB-INF/lib/a.jar", "WEB-INF/lib/b.jar"].map {
            TreeSource(path: $0, content: .file(folder("shop/" + $0)))
        }
        #expect(try plan(files).scanned == ["a.jar"])
        try put("shop/WEB-INF/lib/b.jar", ScanRig.jar(["app/Annotated"]))
        #expect(try plan(files).scanned == ["a.jar", "b.jar"])
        #expect(
            try plan([TreeSource(path: "WEB-INF/lib/c.jar", content: .bytes(ScanRig.jar(["app/Pojo"])))]).scanned == [
                "c.jar"
            ])
    }

    @Test func aJarThatIsNotWhatItWasIsRefused() throws {
        var source = try later("WEB-INF/lib/one.jar", ScanRig.jar(["app/Base"]))
        source.known?.digest = Hashing.sha256([1])
        #expect(throws: Refusal.self) { try plan([source]) }
    }

    @Test func settingsOfTheWebAppAndOfTomcatCount() throws {
        let jar = try later("WEB-INF/lib/one.jar", ScanRig.jar(["app/Plain"]))
        func xml(_ path: String, _ text: String) throws -> TreeSource { try later(path, Array(text.utf8)) }
        let own = try xml("META-INF/context.xml", "<Context><Resources><PreResources/></Resources></Context>")
        #expect(
            try plan([jar, own]).leftToTomcat == "META-INF/context.xml may set where jars lie or which are looked into")
        let plain = try xml("META-INF/context.xml", "<Context><ResourceLink/></Context>")
        #expect(try plan([jar, plain]).leftToTomcat == nil)
        #expect(try plan([jar], settings: [Array("<JarScanner/>".utf8)]).leftToTomcat != nil)
        #expect(try plan([jar], settings: [Array("<Server/>".utf8)]).leftToTomcat == nil)
        let ordered = try xml("WEB-INF/web.xml", "<web-app><absolute-ordering><others/></absolute-ordering></web-app>")
        #expect(try plan([jar, ordered]).scanned == ["one.jar"])
        #expect(try plan([jar, try xml("WEB-INF/web.xml", "<web-app/>")]).scanned.isEmpty)
    }

    @Test func servicesInTheWebAppsClassesCount() throws {
        let files = [
            try later("WEB-INF/classes/\(ScanRig.services)", Array("lib.One\n".utf8)),
            try later("WEB-INF/classes/lib/One.class", ScanRig.bytes("lib/One")),
            try later("WEB-INF/lib/types.jar", ScanRig.jar(["lib/Plugin"])),
            try later("WEB-INF/lib/better.jar", ScanRig.jar(["lib/Better"])),
        ]
        #expect(try plan(files).scanned == ["better.jar"])
    }
}
