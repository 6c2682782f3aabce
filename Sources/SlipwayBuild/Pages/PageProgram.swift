import Glibc
import SlipwayArchive
import SlipwayBundle
import SlipwayModel
import SlipwaySystem

/// Runs the program that compiles pages, in a folder laid out for it, with the release's own Java and Tomcat.
struct PageProgram {
    let jdk: ImportedImage
    let tomcat: ImportedImage
    let libraries: [PageLibrary]
    /// The jar of the program itself.
    let bake: String
    /// Options that set properties as the server has them.
    let settings: [String]
    /// Empty; nothing in its name gets into a class.
    let folder: String

    private static let main = "dev.slipway.bake.Bake"
    /// The same classes come out on every machine; what lives for two seconds is not worth the second compiler.
    private static let options = [
        "-Xmx512m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
        "-Duser.timezone=UTC", "-Duser.language=en", "-Duser.country=", "-Dfile.encoding=UTF-8",
        "-Djava.awt.headless=true",
    ]
    /// After the recipe's own, for the last one counts.
    private static let temporary = "-Djava.io.tmpdir=temp"
    /// What would have the program listen, or run as another one.
    private static let unwanted = [
        "com.sun.management.", "java.security.", "java.system.class.loader", "java.class.path",
    ]
    private static let longest = 64 << 20

    /// Of the recipe's options those that set a property that the program can have too.
    static func settings(_ options: [String]) -> [String] {
        options.filter { option in
            option.hasPrefix("-D") && !option.contains("${")
                && !unwanted.contains { option.dropFirst(2).hasPrefix($0) }
        }
    }

    /// The classes lie in `out` below the folder afterwards. `files` are those of the web app.
    func run(_ files: [String: WebAppFile], pages: [String], webXml: [UInt8], properties: [UInt8]) throws -> PageReport
    {
        for name in ["app", "out", "temp", "server"] { try Disk.makeFolder(folder + "/" + name) }
        try lay(files)
        let lists = [("pages", Array(pages.joined(separator: "\n").utf8)), ("web.xml", webXml)]
        for (name, bytes) in lists + [("catalina.properties", properties)] {
            try DurableFile.replaceVolatile(folder + "/" + name, with: bytes)
        }
        let seconds = 120 + pages.count
        let ending = try launch(within: Int32(clamping: seconds * 1000))
        let text = try? Files.text(folder + "/report", limit: Self.longest)
        guard ending == .exited(0), let report = text.flatMap({ PageReport($0) }) else {
            throw failure(ending.map { "\($0)" } ?? "it took more than \(seconds) seconds")
        }
        return report
    }

    /// What it wrote.
    func output(_ path: String) throws -> [UInt8] {
        try Files.read(folder + "/out/" + (try SafePath.check(path, in: "the compiled pages")))
    }

    private func lay(_ files: [String: WebAppFile]) throws {
        let here = try Files.workingFolder()
        var made: Set<String> = []
        for library in libraries {
            let place = library.path.hasPrefix("/") ? library.path : here + "/" + library.path
            try Disk.symlink(to: place, at: linked(library))
        }
        for (path, file) in files {
            let target = folder + "/app/" + path
            let above = parent(of: target)
            if made.insert(above).inserted { try Folders.make(above) }
            if let place = try file.content.path() {
                try Disk.symlink(to: place.hasPrefix("/") ? place : here + "/" + place, at: target)
            } else if case .bytes(let bytes) = file.content {
                try DurableFile.replaceVolatile(target, with: bytes)
            }
        }
    }

    /// The name that the search for tag libraries knows it by.
    private func linked(_ library: PageLibrary) -> String { folder + "/server/" + lastName(of: library.name) }

    /// Confined, for it runs code of the web app. nil when it had to be stopped.
    private func launch(within milliseconds: Int32) throws -> Ending? {
        let log = try Disk.create(folder + "/log")
        let lib = tomcat.tree + "/lib"
        let server = try Files.names(in: lib).filter { $0.hasSuffix(".jar") }.sorted().map { lib + "/" + $0 }
        let classPath = libraries.map(linked) + [bake, tomcat.tree + "/bin/tomcat-juli.jar"] + server
        let here = try Files.workingFolder()
        let absolute = classPath.map { $0.hasPrefix("/") ? $0 : here + "/" + $0 }
        let java = jdk.tree + "/bin/java"
        var request = LaunchRequest(
            path: java.hasPrefix("/") ? java : here + "/" + java,
            arguments: Self.options + settings + [Self.temporary, "-cp", absolute.joined(separator: ":"), Self.main],
            environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], folder: folder,
            descriptors: [-1, log.fd, log.fd], newSession: true)
        request.writable = folder.hasPrefix("/") ? folder : here + "/" + folder
        let child = try ChildProcess.launch(request)
        if let ending = child.ending(within: milliseconds) { return ending }
        child.signalGroup(SIGKILL)
        _ = child.ending(within: -1)
        return nil
    }

    private func failure(_ cause: String) -> Refusal {
        let log = (try? Files.text(folder + "/log", limit: Self.longest)) ?? ""
        return Refusal(
            .failed, "the pages cannot be compiled: the program that does it ended early, \(cause)",
            hint: "leave pages to the first request: `warm-start: { pages: false }` in the recipe",
            detail: log.split(separator: "\n").suffix(20).map(String.init))
    }
}
