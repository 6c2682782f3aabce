import SlipwayArchive
import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting

/// A small release, sealed into a store of its own.
struct ReleaseSample {
    let folder: TemporaryFolder
    let store: DirectoryStore
    let descriptor: Descriptor
    static let name = ReleaseName(name: "shop", version: "1.4.2")
    static let longPath = (0..<6).map { _ in String(repeating: "n", count: 49) }.joined(separator: "/") + "/x.txt"

    init(_ report: @escaping (SealProgress) -> Void = { _ in }) throws {
        folder = try TemporaryFolder("bundle")
        store = try DirectoryStore(at: folder("store"))
        let tree = Self.tree(try Self.files(in: folder))
        descriptor = try Sealer(store: store, report: report).seal(tree)
    }

    static let spec = ServiceSpec(
        name: "shop", version: "1.4.2", runtime: .tomcat,
        launch: ServiceSpec.Launch(command: ["${release}/jdk/bin/java", "-version"], env: ["TZ": "UTC"]),
        listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [ServiceSpec.WebApp(context: "/")],
        health: [], start: ServiceSpec.Start(), stop: ServiceSpec.Stop(), switch: SwitchPolicy(),
        restart: RestartPolicy(), keep: 5, order: 10)

    /// The tree's files on disk, and where.
    static func files(in folder: TemporaryFolder) throws -> String {
        try folder.write("tree/java", "#!/bin/sh\n", mode: 0o700)
        try folder.write("tree/modules", String(repeating: "modules of the runtime ", count: 20_000))
        try folder.write("tree/lib.jar", "a jar")
        try folder.write("tree/index.html", "<h1>shop</h1>\n", mode: 0o600)
        return folder("tree")
    }

    static func tree(_ root: String, page: String = "index.html") -> ReleaseTree {
        func file(_ path: String, _ name: String, executable: Bool = false) -> TreeSource {
            TreeSource(path: path, content: .file(root + "/" + name), executable: executable)
        }
        return ReleaseTree(
            name: name, platform: .linuxAMD64, spec: spec,
            components: [
                ComponentTree(
                    component: .warApp,
                    files: [
                        file("webapps/ROOT/index.html", page),
                        TreeSource(path: "webapps/ROOT/grüße.txt", content: .bytes(Array("ü".utf8))),
                        TreeSource(path: "webapps/ROOT/" + longPath, content: .bytes(Array("deep".utf8))),
                    ]),
                ComponentTree(component: .warLib, files: [file("webapps/ROOT/WEB-INF/lib/lib.jar", "lib.jar")]),
                ComponentTree(
                    component: .jdk, folders: ["jdk/empty/inner"],
                    files: [file("jdk/bin/java", "java", executable: true), file("jdk/lib/modules", "modules")]),
                ComponentTree(
                    component: .wrapper,
                    files: [TreeSource(path: "service/service.json", content: .bytes(Array("{}".utf8)))]),
                ComponentTree(component: .config, files: []),
            ])
    }

    func bundle(_ file: String = "shop.tar") throws -> String {
        let path = folder(file)
        try BundleWriter.write(descriptor, name: Self.name, from: store, to: path)
        return path
    }

    var manifest: Manifest {
        get throws { try JSONText.value(Manifest.self, from: store.read(descriptor, limit: 1 << 20)) }
    }
}

/// A bundle taken apart, to be put together wrongly.
struct LooseBundle {
    var members: [(path: String, bytes: [UInt8])] = []

    init() {}

    init(_ path: String) throws {
        let reader = try ArchiveReader(file: path, format: .plainTar)
        while let entry = try reader.next() {
            if entry.kind == .file { members.append((entry.path, try reader.readAll(limit: 64 << 20))) }
        }
    }

    subscript(_ path: String) -> [UInt8] {
        get { members.first { $0.path == path }?.bytes ?? [] }
        set {
            if let index = members.firstIndex(where: { $0.path == path }) {
                members[index].bytes = newValue
            } else {
                members.append((path, newValue))
            }
        }
    }

    func write(to path: String) throws {
        let file = try Disk.create(path)
        let tar = TarWriter { try Disk.write($0, to: file, path) }
        for member in members { try tar.file(member.path, member.bytes, modified: 0) }
        try tar.finish()
    }
}
