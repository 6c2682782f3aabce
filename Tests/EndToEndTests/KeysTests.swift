import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Somebody else's release, with keys of their own: the node runs it once it trusts them, and no longer than that.
    @Test func aNodeRunsWhatATrustedKeyHasSigned() throws {
        let stage = try Stage()
        try stage.up()
        let builder = try Builder(stage.folder)
        expect(try builder.slipway("keys", "generate", "ci", "--passphrase-file", builder.passphrase), 0)
        let bundle = try builder.build("1.0.0", "--passphrase-file", builder.passphrase)
        try builder.check(bundle, by: builder.keys + "/ci.pub")

        let refused = expect(try stage.slipway("deploy", bundle, "--set", "listen.http=\(stage.port)"), 65)
        #expect(refused.errors.contains("is not trusted here"), "\(refused.errors)")
        #expect(!Files.exists(stage.app.current))
        expect(try stage.slipway("keys", "trust", builder.keys + "/ci.pub"), 0)
        expect(try stage.slipway("deploy", bundle, "--set", "listen.http=\(stage.port)"), 0)
        #expect(stage.get("/")?.contains("1.0.0") == true)

        expect(try builder.slipway("keys", "rotate", "--passphrase-file", builder.passphrase), 0)
        let vouched = expect(try stage.slipway("keys", "trust", builder.keys + "/ci.pub", "--name", "ci-2"), 0)
        #expect(vouched.errors.contains("vouched for by "), "\(vouched.errors)")
        expect(try stage.slipway("keys", "revoke", "ci"), 0)
        let old = try builder.build("1.1.0", "--key", "ci.1", "--passphrase-file", builder.passphrase)
        let revoked = expect(try stage.slipway("deploy", old), 65)
        #expect(revoked.errors.contains("was revoked"), "\(revoked.errors)")
        let new = try builder.build("1.1.0", "--passphrase-file", builder.passphrase)
        expect(try stage.slipway("deploy", new), 0)
        #expect(stage.get("/")?.contains("1.1.0") == true)
    }

    /// minisign's own keys sign builds.
    @Test func aKeyOfMinisignSignsABuild() throws {
        let builder = try Builder(try TemporaryFolder("minisign"))
        let key = builder.folder("its.key")
        let shown = builder.folder("its.pub")
        expect(try Command.run("minisign", ["-G", "-W", "-p", shown, "-s", key]), 0)
        try Disk.chmod(key, 0o600)
        try builder.check(try builder.build("1.0.0", "--key", key), by: shown)
        #expect(!Files.exists(builder.keys))
    }

    /// A user who builds, with a folder of keys that no node of the tests knows.
    private struct Builder {
        let folder: TemporaryFolder
        let passphrase: String
        var keys: String { folder("builder/slipway/keys") }

        init(_ folder: TemporaryFolder) throws {
            self.folder = folder
            passphrase = try folder.write("passphrase", "words of a test\n")
        }

        func slipway(_ words: String...) throws -> Command.Result { try run(words) }

        func build(_ version: String, _ words: String...) throws -> String {
            // The store has the images by then.
            _ = try Releases.bundle("1.0.0")
            let bundle = folder("keys-\(version).tar")
            let arguments = ["build", Programs.repository + "/recipes/hello", "--version", version, "--replace"]
            expect(try run(arguments + ["--set", "switch.trial=1s", "--output", bundle] + words), 0)
            return bundle
        }

        private func run(_ words: [String]) throws -> Command.Result {
            let store = words.first == "build" ? ["--store", try store()] : []
            return try Command.run(
                Programs.slipway, words + store,
                environment: ["XDG_CONFIG_HOME": folder("builder"), "NO_COLOR": "1"])
        }

        /// Of its own, so that sequences and signatures of others stay as they are.
        private func store() throws -> String {
            let store = folder("store")
            if Files.isFolder(store) { return store }
            try Folders.make(store)
            for part in ["oci-layout", "images"] {
                expect(try Command.run("cp", ["-a", Releases.store + "/" + part, store]), 0)
            }
            return store
        }

        /// Debian's minisign believes the statement that the bundle begins with.
        func check(_ bundle: String, by key: String) throws {
            let statement = folder("statement.json")
            for (name, path) in [("statement.json", statement), ("statement.json.minisig", statement + ".minisig")] {
                expect(
                    try Command.run(
                        "sh", ["-c", "tar -xOf \"$1\" \"slipway/$2\" > \"$3\"", "sh", bundle, name, path]), 0)
            }
            let checked = expect(try Command.run("minisign", ["-V", "-p", key, "-m", statement]), 0)
            #expect(checked.output.contains("hello 1."), "\(checked.output)")
        }
    }
}
