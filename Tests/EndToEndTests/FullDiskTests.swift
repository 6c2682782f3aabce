import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A small disk of the node's own that fills up, runs out of inodes and turns read-only, under a running service.
    @Test func aDiskThatIsFullOrReadOnlyCostsTheDeployAndNothingElse() throws {
        let stage = try Stage()
        let recipe = try crowdedRecipe(stage.folder("crowd"))
        let crowd = stage.folder("crowd.tar")
        expect(
            try Command.run(
                Programs.slipway, ["build", recipe, "--store", Releases.store, "--replace", "--output", crowd]), 0)
        let answers = stage.folder("answers")
        try Folders.make(answers)
        // A mount namespace of its own: nothing outside sees the small disk, and it is gone with the last process.
        let result = try Command.run(
            "unshare",
            (getuid() == 0 ? ["-m"] : ["-r", "-m"]) + [
                "bash", Programs.repository + "/Tests/EndToEndTests/small-disk.sh",
            ],
            environment: [
                "ROOT": stage.root, "ANSWERS": answers, "SLIPWAY": Programs.slipway, "PORT": "\(stage.port)",
                "FIRST": try Releases.bundle("1.0.0"), "SECOND": try Releases.bundle("1.1.0"), "CROWD": crowd,
                "NO_COLOR": "1",
            ])
        func text(_ name: String) -> String { (try? Files.text("\(answers)/\(name)")) ?? "nothing" }
        #expect(result.ending == .exited(0), "\(result.output)\(result.errors)")
        let codes = Dictionary(
            result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                .filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        for (step, code) in [
            ("up", "0"), ("first", "0"), ("full", "73"), ("crowd", "73"), ("inodes", "73"), ("readonly", "77"),
            ("status", "0"), ("second", "0"), ("down", "0"),
        ] {
            #expect(codes[step] == code, "\(step): \(codes[step] ?? "did not run"): \(text(step + ".err"))")
        }
        for step in ["full", "crowd", "inodes", "readonly"] {
            #expect(codes["served-\(step)"] == "1.0.0", "\(step)")
            #expect(codes["same-\(step)"] == "yes", "\(step): \(text(step + ".diff"))")
        }
        #expect(text("inodes.err").contains("inodes"))
        #expect(text("readonly.err").contains("read-only"), "\(text("readonly.err"))")
    }

    /// More files than bytes: what a look at the free bytes alone does not foresee.
    private func crowdedRecipe(_ folder: String) throws -> String {
        try Folders.make(folder)
        expect(try Command.run("cp", ["-r", Programs.repository + "/recipes/hello/.", folder]), 0)
        try Folders.make(folder + "/webapp/crowd")
        for number in 1...3000 {
            let path = "\(folder)/webapp/crowd/\(number)"
            let file = try Disk.create(path, mode: 0o644)
            try Disk.write(Array("\(number)".utf8), to: file, path)
        }
        let text = try Files.text(folder + "/recipe.yaml").replacing("version: 1.0.0", with: "version: 3.0.0")
        let file = try Disk.create(folder + "/recipe.yaml", mode: 0o644)
        try Disk.write(Array(text.utf8), to: file, folder)
        return folder
    }
}
