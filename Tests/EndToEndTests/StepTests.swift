import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The steps of a release's own, seen by the notes that they take in a shared folder.
extension EndToEnd {
    private struct Stepped {
        let app: SampleApp
        var stage: Stage { app.stage }
        var notes: String { app.layout.shared + "/notes" }

        init(_ stage: Stage) throws {
            app = try SampleApp("stepped", recipe: SampleApp.samples + "/stepped", on: stage)
            let password = try stage.folder.write("password", "open sesame\n", mode: 0o600)
            expect(try stage.slipway("secret", "set", "stepped-password", "--file", password), 0)
        }

        /// What was made since the last look, without the version.
        func made() throws -> [String] {
            defer { try? Disk.unlink(notes + "/made") }
            return try lines("made").map { String($0.drop { $0 != " " }.dropFirst()) }
        }

        func lines(_ name: String) throws -> [String] {
            guard Files.exists("\(notes)/\(name)") else { return [] }
            return try Files.text("\(notes)/\(name)").split(separator: "\n").map(String.init)
        }

        func ask(_ name: String) throws { _ = try Disk.create("\(notes)/\(name)") }
        func forget(_ name: String) throws { try Disk.unlink("\(notes)/\(name)") }

        /// Processes of a step that waits, and those that run it.
        var atWork: [Int32] { Processes.naming(notes + "/wait-") + launchers }
        var launchers: [Int32] { Processes.naming("\0step\0\(app.layout.folder)\0") }

        /// It is as it was: no step, nothing of one, and a release that answers.
        func isQuiet(_ body: String) {
            #expect(atWork == [])
            #expect(!Files.exists(app.layout.step))
            #expect(app.get("/") == body)
        }
    }

    private static let forward = ["up 1 VERSION", "up 2 db://first", "up 3", "up 4"]
    private func forward(_ version: String, _ count: Int) -> [String] {
        Self.forward.prefix(count).map { $0.replacing("VERSION", with: version) }
    }

    @Test func stepsAreMadeInTheirOrderAndUndoneInReverse() throws {
        let stage = try Stage()
        try stage.up()
        let stepped = try Stepped(stage)
        let first = expect(try stepped.app.deploy("1.0.0"), 0)
        #expect(try stepped.made() == forward("1.0.0", 4))
        #expect(first.errors.contains("  ✓ step 2: bin/step up 2 ${db.url}  "), "\(first.errors)")
        let seen = try stepped.lines("seen-up-1")
        #expect(seen.first == "db://first open sesame open sesame stepped 1 1.0.0")
        #expect(seen.contains("db.url=db\\://first"))
        #expect(seen.last?.hasPrefix(stage.root + "/releases/") == true)
        let log = expect(try stage.slipway("logs", "stepped"), 0).output
        for name in ["up-1", "up-4"] { #expect(log.contains("\nstep \(name) speaks\n"), "\(log)") }
        #expect(log.contains(" the step `bin/step up 3` of generation 1 ended with exit status 0 after "))

        expect(try stage.slipway("config", "set", "stepped", "db.url=db://second"), 0)
        #expect(try stepped.made() == ["up 1 1.0.0", "up 2 db://second", "up 3", "up 4"])
        expect(try stage.slipway("rollback", "stepped"), 0)
        #expect(try stepped.made() == [])
        stepped.isQuiet("1.0.0 db://first")

        try stepped.ask("sicken-up-3")
        let ill = expect(try stepped.app.deploy("1.1.0"), 1)
        #expect(try stepped.made() == forward("1.1.0", 3) + ["down 2", "down 1"])
        #expect(ill.errors.contains("  ↩ step 3: nothing to undo"), "\(ill.errors)")
        #expect(ill.errors.contains("  ↩ step 1 undone: bin/step down 1"), "\(ill.errors)")
        #expect(ill.errors.contains("answered 503, wanted 200"), "\(ill.errors)")
        stepped.isQuiet("1.0.0 db://first")

        let plan = expect(try stage.slipway("deploy", try stepped.app.build("1.2.0"), "--plan"), 0).output
        #expect(plan.contains("\nstep 4, after its trial: bin/step up 4 within 1m; bin/step down 4 undoes it\n"))
        #expect(try stepped.made() == [])
    }

    @Test func aStepThatFailsOrTakesTooLongTakesTheSwitchBack() throws {
        let stage = try Stage()
        try stage.up()
        let stepped = try Stepped(stage)
        expect(try stepped.app.deploy("1.0.0"), 0)
        _ = try stepped.made()

        try stepped.ask("fail-up-4")
        let failed = expect(try stepped.app.deploy("1.1.0"), 1)
        #expect(failed.errors.contains("  ✗ step 4: bin/step up 4: ended with exit status 3"), "\(failed.errors)")
        #expect(failed.errors.contains("was taken back: the step `bin/step up 4` ended with exit status 3\n"))
        #expect(try stepped.made() == forward("1.1.0", 4) + ["down 4", "down 2", "down 1"])
        let history = try stage.slipway("history", "stepped").output
        #expect(history.contains(": the step `bin/step up 4` ended with exit status 3\n"), "\(history)")
        try stepped.forget("fail-up-4")
        stepped.isQuiet("1.0.0 db://first")

        try Disk.makeFIFO(stepped.notes + "/wait-up-2")
        let late = expect(try stepped.app.deploy("1.2.0"), 1)
        #expect(late.errors.contains("the step `bin/step up 2 ${db.url}` was not done in 3s"), "\(late.errors)")
        #expect(try stepped.made() == forward("1.2.0", 2) + ["down 2", "down 1"])
        try stepped.forget("wait-up-2")
        stepped.isQuiet("1.0.0 db://first")

        try stepped.ask("fail-up-3")
        try stepped.ask("fail-down-2")
        let stuck = expect(try stepped.app.deploy("1.3.0"), 2)
        let reason = "undoing step 2 failed: the step `bin/step down 2` ended with exit status 3"
        #expect(stuck.errors.contains("the step `bin/step up 3` ended with exit status 3; then \(reason)"))
        #expect(stuck.errors.contains("  ✗ step 2 could not be undone: bin/step down 2: ended with exit status 3"))
        #expect(try stepped.made() == forward("1.3.0", 3) + ["down 2", "down 1"])
        stepped.isQuiet("1.0.0 db://first")
        try stepped.forget("fail-up-3")
        expect(try stepped.app.deploy("1.4.0"), 0)
    }

    /// A step never runs beside its own undo, whoever dies: the daemon, or what watches over the step.
    @Test func aStepEndsWithWhoeverWantedIt() throws {
        let stage = try Stage()
        try stage.up()
        let stepped = try Stepped(stage)
        expect(try stepped.app.deploy("1.0.0"), 0)
        let load = try Load(stepped.app.ports["http"] ?? 0, patience: 60)
        for (version, killsDaemon) in [("1.1.0", true), ("1.2.0", false)] {
            try Disk.makeFIFO(stepped.notes + "/wait-up-3")
            if killsDaemon { try stepped.ask("flee-up-3") }
            _ = try stepped.made()
            let client = try Talking(["deploy", try stepped.app.build(version), "--root", stage.root])
            try eventually("the step waits") {
                Processes.naming(stepped.notes + "/wait-up-3").count == (killsDaemon ? 2 : 1)
            }
            let status = expect(try stage.slipway("status", "stepped"), 0).output
            #expect(status.contains("  under way: deploy of stepped \(version): step 3, bin/step up 3\n"), "\(status)")
            let victims = killsDaemon ? [try stage.daemonPid()] : stepped.launchers
            #expect(victims.count == 1)
            for pid in victims { kill(pid, SIGKILL) }
            #expect(try client.end().0 == .exited(killsDaemon ? 124 : 1))
            if killsDaemon {
                try eventually("the step has ended") { stepped.atWork.isEmpty }
                try stepped.forget("flee-up-3")
                try stage.up()
            }
            try eventually("the switch has ended") {
                try !stage.slipway("history", "stepped").output.contains("under way")
                    && stepped.app.status().state == "active"
            }
            try stepped.forget("wait-up-3")
            #expect(try stepped.made() == forward(version, 3) + ["down 2", "down 1"])
            // A client of the new release has met it before its trial.
            stepped.isQuiet("1.0.0 db://first")
        }
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
    }
}
