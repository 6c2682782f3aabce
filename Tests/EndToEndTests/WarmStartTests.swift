import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    private func warmStart(_ stage: Stage) throws -> (state: String?, classes: Int?, cause: String?) {
        let warm = try stage.status().warmStart
        return (warm?.state, warm?.classes, warm?.cause)
    }

    /// First start, archive, use, a jar's time that no longer fits, a second archive, and off.
    @Test func aNodeMakesAnArchiveUsesItAndTellsWhenItIsThrownAway() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy(Releases.archived), 0)
        try eventually("an archive", within: 90_000) { try warmStart(stage).state == "ready" }
        #expect(stage.get("/health") == "OK")
        // Its pages came with the release: nothing was compiled.
        let work = try Command.run("find", [stage.folder("node/apps/hello/generations/1/work"), "-name", "*_jsp*"])
        #expect(work.output.contains("health_jsp.class"))
        #expect(!work.output.contains(".java"))

        kill(try stage.jvm(), SIGKILL)
        #expect(stage.get("/health") == "OK")
        try eventually("classes from the archive", within: 30_000) { try warmStart(stage).state == "used" }
        #expect(try warmStart(stage).classes ?? 0 > 1500)
        #expect(try stage.slipway("status", "hello").output.contains("classes from the archive"))

        let jar = stage.folder("node/apps/hello/current/release/tomcat/lib/catalina.jar")
        expect(try Command.run("touch", ["-d", "2021-01-01", jar]), 0)
        kill(try stage.jvm(), SIGKILL)
        #expect(stage.get("/health") == "OK")
        var events = ""
        try eventually("a refusal", within: 30_000) {
            events = try stage.slipway("events", "hello").output
            return events.contains("archive-refused")
        }
        #expect(events.contains("A jar file is not the one used"), "\(events)")
        expect(try Command.run("touch", ["-d", "@1577836800", jar]), 0)

        expect(try stage.slipway("config", "set", "hello", "warm-start=off"), 0)
        #expect(try warmStart(stage).state == "off")
        let words = try Files.read("/proc/\(try stage.jvm())/cmdline")
        #expect(!String(decoding: words, as: UTF8.self).contains("SharedArchiveFile"))
        #expect(stage.get("/health") == "OK")
    }

    /// A VM dies of an archive whose middle is damaged, or takes it: the app comes back in any case.
    @Test func aDamagedArchiveKeepsNoAppDown() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy(Releases.archived), 0)
        try eventually("an archive", within: 90_000) { try warmStart(stage).state == "ready" }
        let found = try Command.run("find", [stage.folder("node/archives"), "-name", "*.jsa"])
        let archive = found.output.split(separator: "\n").first.map(String.init) ?? ""
        expect(
            try Command.run(
                "sh",
                [
                    "-c", "chmod u+w \"$1\"; dd if=/dev/urandom of=\"$1\" bs=1M seek=4 count=12 conv=notrunc", "sh",
                    archive,
                ]),
            0)
        expect(try Command.run("chmod", ["0444", archive]), 0)
        kill(try stage.jvm(), SIGKILL)
        try eventually("an answer", within: 60_000) { stage.get("/health") == "OK" }
    }
}
