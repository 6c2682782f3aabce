import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Ten apps of one release, deployed at once: what they share lies on the disk once.
    @Test func tenAppsShareWhatIsAlikeAndAreToldAtAGlance() throws {
        let stage = try Stage()
        try stage.up()
        let bundle = try Releases.bundle("1.0.0")
        let names = (1...10).map { "hello-\($0)" }
        var ports: [String: Int] = [:]
        for name in names { ports[name] = try FreePort.any() }
        let deploys = try names.map { name in
            (
                name,
                try ChildProcess.launch(
                    LaunchRequest(
                        path: Programs.slipway,
                        arguments: [
                            "deploy", bundle, "--app", name, "--set", "listen.http=\(ports[name] ?? 0)", "--set",
                            "jvm.heap=48m", "--quiet", "--root", stage.root,
                        ], environment: ProcessTable.environment(), descriptors: [-1, 2, 2]))
            )
        }
        for (name, deploy) in deploys { #expect(deploy.ending(within: 180_000) == .exited(0), "\(name)") }
        for name in names { #expect(Web.get(ports[name] ?? 0, "/health") == "OK", "\(name)") }

        let layout = NodeLayout(root: stage.root)
        let release = try #require(try Files.names(in: layout.releases).filter { !$0.hasPrefix(".") }.first)
        #expect(try Files.names(in: layout.releases).filter { !$0.hasPrefix(".") }.count == 1)
        let released = try inodes(below: layout.releases + "/" + release)
        let all = try inodes(below: stage.root)
        // Ten apps, and little besides the one release and its objects, which are the same inodes.
        #expect(all.count < released.count + 10 * 60 + 200, "\(all.count) of \(released.count)")

        let told = expect(try stage.slipway("status"), 0).output.split(separator: "\n")
        #expect(told.count == 11)
        for line in told { #expect(line.count <= 80, "\(line)") }
        for name in names { #expect(told.contains { $0.hasPrefix(name + " ") && $0.contains(" active ") }) }

        expect(try stage.slipway("stop", "--all"), 0)
        #expect(Processes.naming(layout.releases).isEmpty)
        expect(try stage.slipway("status", "hello-3"), 3)
    }

    private func inodes(below folder: String) throws -> Set<UInt64> {
        var found: Set<UInt64> = []
        for (path, facts) in try Files.walk(folder) where facts.kind == .file {
            var status = stat()
            if lstat(folder + "/" + path, &status) == 0 { found.insert(UInt64(status.st_ino)) }
        }
        return found
    }
}
