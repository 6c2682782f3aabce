import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// What a node of a user's own lets in, and what not: each refusal with 65 and its reason, and nothing changed.
    @Test func onlyWhatIsTrustedGetsIn() throws {
        let scene = try TrustScene()
        try scene.up()
        let older = try scene.build("0.9.0")
        let first = try scene.build("1.0.0")
        let second = try scene.build("1.1.0")
        scene.expect(try scene.slipway("deploy", first, "--set", "listen.http=\(scene.port)"), 0)
        #expect(try scene.trust().hasPrefix("trust: signed by "))
        #expect(try scene.trust().hasSuffix(", sequence 2"))

        try scene.refusesForgeries(of: second, other: try scene.build("1.0.0", as: "other"))
        try scene.refuses(older, "its sequence 1 is below 2, the highest that ticker has had here")
        try scene.refuses(older, "its sequence 1 is below 2", "--plan")
        let far = try scene.build("9.0.0", "--sequence", "5000000")
        try scene.refuses(far, "its sequence 5000000 is more than 1000000 beyond 2")
        try scene.refuses(far, "its sequence 5000000", "--accept", "older", "--accept", "unsigned")

        scene.expect(try scene.slipway("deploy", second), 0)
        // What has been good is let in again, by whatever way.
        scene.expect(try scene.slipway("rollback", "ticker"), 0)
        scene.expect(try scene.slipway("deploy", first), 0)
        scene.expect(try scene.slipway("undeploy", "ticker", "--purge", "--yes"), 0)
        try scene.refuses(older, "its sequence 1 is below 3")
        try scene.refuses(first, "its sequence 2 is below 3")
        try scene.letsPass(older)
        try scene.boundsTheWorker(older)
    }
}

/// A node with keys, releases and secrets of its own.
private final class TrustScene {
    let stage: Stage
    let port: Int
    private let forger = Programs.repository + "/Tests/EndToEndTests/Samples/forge/retrust.py"

    init() throws {
        stage = try Stage()
        port = try FreePort.any()
    }

    private func run(_ words: [String], keys: String = "mine") throws -> Command.Result {
        try Command.run(
            Programs.slipway, words, environment: ["NO_COLOR": "1", "XDG_CONFIG_HOME": stage.folder(keys)])
    }

    func slipway(_ words: String...) throws -> Command.Result { try run(words + ["--root", stage.root]) }

    func expect(_ result: Command.Result, _ code: Int32, _ location: SourceLocation = #_sourceLocation) {
        _ = EndToEndTests.expect(result, code, location)
    }

    func up() throws {
        expect(try slipway("node", "up"), 0)
        let file = try stage.folder.write("password", "sesame\n", mode: 0o600)
        expect(try slipway("secret", "set", "ticker-password", "--file", file), 0)
    }

    /// The path of its bundle; the next sequence unless `more` says otherwise.
    func build(_ version: String, as name: String = "ticker", keys: String = "mine", _ more: String...) throws
        -> String
    {
        let recipe = stage.folder("recipe-" + name)
        if !Files.exists(recipe) {
            expect(try Command.run("cp", ["-r", Programs.repository + "/recipes/ticker", recipe]), 0)
            expect(
                try Command.run("sed", ["-i", "s/^name: ticker/name: \(name)/", recipe + "/recipe.yaml"]), 0)
        }
        let bundle = stage.folder("\(name)-\(version)-\(keys).tar")
        expect(
            try run(
                [
                    "build", recipe, "--version", version, "--store", stage.folder("store-" + keys), "--output",
                    bundle, "--set", "switch.trial=1s",
                ] + more, keys: keys), 0)
        return bundle
    }

    /// The line of `status`.
    func trust() throws -> String {
        let lines = try slipway("status", "ticker").output.split(separator: "\n")
        return lines.map { String($0.drop { $0 == " " }) }.first { $0.hasPrefix("trust: ") } ?? ""
    }

    func refuses(
        _ bundle: String, _ words: String, _ more: String..., location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try Leftovers(stage.root)
        let result = try run(["deploy", bundle, "--root", stage.root] + more)
        expect(result, 65, location)
        #expect(result.errors.contains(words), "\(words): \(result.errors)", sourceLocation: location)
        #expect(result.errors.contains("\nhint: "), sourceLocation: location)
        let after = try Leftovers(stage.root)
        #expect(after.files.symmetricDifference(before.files) == [], sourceLocation: location)
        #expect(after.processes == before.processes, sourceLocation: location)
    }

    func refusesForgeries(of bundle: String, other: String) throws {
        let forgeries = [
            ("unsigned", "it has no signature"), ("statement", "it was altered"),
            ("layer", "has another digest than its name says"), (other, "refused"),
        ]
        for (what, words) in forgeries {
            let forged = stage.folder("forged.tar")
            expect(try Command.run("python3", [forger, bundle, forged, what]), 0)
            try refuses(forged, words)
        }
        try refuses(try build("1.1.0", keys: "stranger"), "which is not trusted here")
        let trust = NodeLayout(root: stage.root).trust
        try Folders.make(trust)
        let key = stage.folder("mine/slipway/keys/development.pub")
        expect(try Command.run("cp", [key, trust + "/development.revoked"]), 0)
        try refuses(bundle, "was revoked")
        try refuses(bundle, "was revoked", "--accept", "unsigned", "--accept", "unknown-key")
        try Disk.unlink(trust + "/development.revoked")
    }

    /// With an operator's word, which is told wherever operators look.
    func letsPass(_ older: String) throws {
        expect(try slipway("deploy", older, "--accept", "older", "--set", "listen.http=\(port)"), 0)
        let words = "accepted below its floor"
        #expect(try trust().contains(", sequence 1, \(words) by "))
        #expect(try slipway("history", "ticker").output.contains(words))
        #expect(try slipway("events").output.contains(words))
        #expect(try Files.text(NodeLayout(root: stage.root).daemonLog).contains(words))

        let unsigned = stage.folder("unsigned.tar")
        let next = try build("1.2.0")
        expect(try Command.run("python3", [forger, next, unsigned, "unsigned"]), 0)
        expect(try slipway("deploy", unsigned, "--accept", "unsigned"), 0)
        #expect(try trust().hasPrefix("trust: accepted without a signature by "))
        #expect(try Files.text(NodeLayout(root: stage.root).floor("ticker")).contains("\"sequence\" : 3"))
        // Neither what it replaced nor the very same release with its signature needs a word.
        expect(try slipway("rollback", "ticker"), 0)
        #expect(try trust().contains(words))
    }

    /// The reader of bundles ends with a status of its own when it is given too little memory.
    func boundsTheWorker(_ bundle: String) throws {
        let input = try OpenFile.read(bundle)
        let worker = try ChildProcess.launch(
            LaunchRequest(
                path: Programs.slipwayd,
                arguments: ["worker", "verify", "--root", stage.root, "--accept", "unknown-key"]
                    + ["--memory", "4000000"],
                environment: ["SWIFT_BACKTRACE": "enable=no"], descriptors: [input.fd, -1, -1]))
        #expect(worker.ending(within: 10_000) == .exited(Confinement.outOfMemory))
    }
}
