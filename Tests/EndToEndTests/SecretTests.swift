import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A secret is where the program reads it, and nowhere else.
    @Test func aSecretReachesTheAppAndNothingElse() throws {
        let stage = try Stage()
        try stage.up()
        let recipe = try recipe(in: stage.folder("shop"))
        for version in ["1.0.0", "1.1.0"] {
            expect(
                try Command.run(
                    Programs.slipway,
                    ["build", recipe, "--version", version, "--store", Releases.store, "--replace", "--output"]
                        + [stage.folder("shop-\(version).tar")]), 0)
        }
        let missing = expect(try stage.slipway("deploy", stage.folder("shop-1.0.0.tar")), 66)
        #expect(missing.errors.contains("shop-greeting"))
        #expect(missing.errors.contains("slipway secret set shop-greeting"))
        #expect(!Files.exists(NodeLayout(root: stage.root).app("shop").current))

        let value = "tr0ub4dor-" + (try Randomness.hex(bytes: 8))
        try setSecret(stage, value)
        #expect(expect(try stage.slipway("secret", "list"), 0).output.contains("shop-greeting"))
        expect(try stage.slipway("deploy", stage.folder("shop-1.0.0.tar"), "--set", "listen.http=\(stage.port)"), 0)
        #expect(stage.get("/")?.contains(value) == true)
        expect(try stage.slipway("deploy", stage.folder("shop-1.1.0.tar")), 0)
        try check(stage, value)

        let changed = "c0rrect-" + (try Randomness.hex(bytes: 8))
        try setSecret(stage, changed)
        #expect(stage.get("/")?.contains(value) == true)
        expect(try stage.slipway("restart", "shop"), 0)
        #expect(stage.get("/")?.contains(changed) == true)
        expect(try stage.slipway("rollback", "shop"), 0)
        expect(try stage.slipway("restart", "shop"), 0)
        #expect(stage.get("/")?.contains(changed) == true)
        let plain = expect(try stage.slipway("config", "set", "shop", "hello.greeting=plain"), 65)
        #expect(plain.errors.contains("slipway secret set shop-greeting"))

        try check(stage, changed)
        expect(try stage.slipway("stop", "shop"), 0)
        // With nothing running it lies in its one file.
        let found = try Command.run("grep", ["-rlaF", changed, stage.root])
        #expect(found.output == NodeLayout(root: stage.root).secrets + "/shop-greeting\n")
        expect(try stage.slipway("secret", "remove", "shop-greeting"), 0)
        #expect(expect(try stage.slipway("start", "shop"), 66).errors.contains("shop-greeting"))
    }

    private func recipe(in folder: String) throws -> String {
        try Folders.make(folder)
        let text = try Files.text(Programs.repository + "/recipes/hello/recipe.yaml")
            .replacing("name: hello", with: "name: shop")
            .replacing("hello.greeting: Hello", with: "hello.greeting: { secret: shop-greeting }")
            .replacing("war: webapp", with: "war: \(Programs.repository)/recipes/hello/webapp")
            .replacing("trial: 5s", with: "trial: 1s")
        let path = folder + "/recipe.yaml"
        let file = try Disk.create(path, mode: 0o644)
        try Disk.write(Array(text.utf8), to: file, path)
        return path
    }

    private func setSecret(_ stage: Stage, _ value: String) throws {
        let path = try stage.folder.write("value", value + "\n")
        let said = expect(try stage.slipway("secret", "set", "shop-greeting", "--file", path), 0)
        try Disk.unlink(path)
        #expect(!(said.output + said.errors).contains(value))
    }

    /// Everything people and other programs may see, but for the private run folder of the running process.
    private func check(_ stage: Stage, _ value: String) throws {
        let app = NodeLayout(root: stage.root).app("shop")
        let found = try Command.run("grep", ["-rlaF", value, stage.root]).output.split(separator: "\n").map(String.init)
        #expect(found.contains(NodeLayout(root: stage.root).secrets + "/shop-greeting"))
        for path in found where path != NodeLayout(root: stage.root).secrets + "/shop-greeting" {
            #expect(path.hasPrefix(app.run + "/slots/"), "\(path)")
            #expect(try Files.facts(path)?.mode == 0o600, "\(path)")
        }
        for pid in try Files.names(in: "/proc") where Int32(pid) != nil {
            let line = (try? Files.text("/proc/\(pid)/cmdline")) ?? ""
            #expect(!line.contains(value), "\(line)")
        }
        for words in [
            ["status", "shop", "--json"], ["history", "shop"], ["logs", "shop"], ["config", "get", "shop"],
            ["diff", "shop@1", "shop@2"], ["secret", "list", "--json"],
            ["deploy", stage.folder("shop-1.1.0.tar"), "--plan"],
        ] {
            let told = try Command.run(Programs.slipway, words + ["--root", stage.root])
            #expect(told.succeeded, "\(words): \(told.errors)")
            #expect(!(told.output + told.errors).contains(value), "\(words)")
        }
    }
}
