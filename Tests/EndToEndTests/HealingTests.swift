import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// What makes the process another one by itself: the fault, and what `incidents` must say of it.
    private struct Illness {
        var fault: String
        /// In the verdict's sentence.
        var words: [String]
        /// Pieces of evidence that must be there, and not be empty.
        var pieces: [String]
        var cause: [String]
        var within: Int64 = 60
        /// What must be true once it is well again.
        var after: (Patient) throws -> Void = { _ in }
        var make: (Patient) throws -> Void
    }

    /// One process after the other of one deployed app falls ill; each is found out, ended with its evidence kept, and
    /// followed by one that is well.
    @Test func everyIllnessIsFoundAndHealedAndItsEvidenceKept() throws {
        let stage = try Stage()
        try stage.up()
        let patient = try Patient(on: stage)
        try patient.deploy("1.0.0")
        var seen = 0
        for illness in Self.illnesses {
            let seconds = try patient.healing(illness.fault, within: illness.within) { try illness.make(patient) }
            let incident = try patient.incident(after: seen)
            seen = incident.sequence
            for words in illness.words {
                #expect(incident.sentence.contains(words), "\(illness.fault): \(incident.sentence)")
            }
            #expect(illness.cause.contains(incident.cause), "\(illness.fault): \(incident.cause)")
            for piece in illness.pieces {
                let told = "\(illness.fault): \(piece), missing \(incident.missing)"
                #expect(!incident.text(piece).isEmpty, "\(told)")
            }
            for piece in incident.pieces { #expect(piece.text?.contains(Patient.word) != true, "\(piece.name)") }
            try illness.after(patient)
            HealingTable.add(
                .init(
                    fault: illness.fault, verdict: incident.sentence,
                    evidence: incident.pieces.map(\.name).joined(separator: ", "), seconds: seconds))
        }
        try theWordIsMasked(patient)
        try theAlertIsToldAndNobodyIsEnded(patient)
        try theStubbornIsKilledInTime(patient)
        #expect(try stage.slipway("status", "sick").ending == .exited(0))
        try theMetricsCountWhatHasHappened(patient)
        try theHeapIsKeptWhereTheRecipeSaysSo(patient)
        try HealingTable.print()
    }

    /// What the app prints of a secret is in no incident.
    private func theWordIsMasked(_ patient: Patient) throws {
        patient.fall("tell")
        let before = try patient.incidents().last?.sequence ?? 0
        _ = try patient.healing("a kill") { kill(try patient.app.pid(), SIGKILL) }
        let incident = try patient.incident(after: before)
        #expect(incident.text("log.txt").contains("sick: the word is (secret sick-word)"))
        #expect(try Command.run("grep", ["-r", Patient.word, patient.app.layout.incidents]).ending == .exited(1))
    }

    private func theMetricsCountWhatHasHappened(_ patient: Patient) throws {
        let socket = NodeLayout(root: patient.stage.root).socket
        let told = expect(
            try Command.run("curl", ["-fsS", "--unix-socket", socket, "http://node/metrics"]), 0
        ).output
        let lines = told.split(separator: "\n")
        func value(_ name: String) -> Double? {
            lines.first { $0.hasPrefix(name + "{") && $0.contains("app=\"sick\"") }
                .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
        }
        #expect(value("slipway_app_up") == 1)
        #expect(value("slipway_app_restarts_total") ?? 0 >= Double(Self.illnesses.count))
        #expect(value("slipway_app_heap_used_bytes") ?? 0 > 1_048_576)
        #expect(value("slipway_app_private_bytes") ?? 0 > 1_048_576)
    }

    private func theHeapIsKeptWhereTheRecipeSaysSo(_ patient: Patient) throws {
        try patient.deploy("1.1.0", "incidents.heap=true")
        for _ in 1...2 {
            let before = try patient.incidents().last?.sequence ?? 0
            _ = try patient.healing("a full heap") { patient.fall("heap") }
            let incident = try patient.incident(after: before)
            let dump = incident.path + "/heap.hprof"
            #expect(try Files.facts(dump)?.size ?? 0 > 10 << 20, "\(incident.missing)")
        }
        let all = expect(try Command.run("find", [patient.app.layout.incidents, "-name", "heap.hprof"]), 0).output
        #expect(all.split(separator: "\n").count == 1, "the latest dump only: \(all)")
    }

    private func theAlertIsToldAndNobodyIsEnded(_ patient: Patient) throws {
        let before = try patient.app.pid()
        let begun = Clock.monotonic()
        patient.fall("threads")
        try eventually("the alert") {
            try patient.app.status().alerts.contains { $0.contains("threads") }
        }
        let seconds = Double(Clock.monotonic() - begun) / 1000
        #expect(try patient.app.pid() == before)
        let events = expect(try patient.stage.slipway("events", "sick"), 0).output
        let alert = try #require(events.split(separator: "\n").last { $0.contains("alert") })
        #expect(alert.contains("threads"))
        HealingTable.add(
            .init(
                fault: "320 threads too many, `then: alert`", verdict: "alert after \((seconds * 10).rounded() / 10) s",
                evidence: "event, history, status", seconds: nil))
    }

    private func theStubbornIsKilledInTime(_ patient: Patient) throws {
        patient.fall("stubborn")
        let seconds = try patient.healing("a stubborn stop") {
            expect(try patient.stage.slipway("restart", "sick"), 0)
        }
        let log = expect(try patient.stage.slipway("logs", "sick"), 0).output
        #expect(log.contains("has not ended in time, is killed"))
        HealingTable.add(
            .init(
                fault: "does not end at SIGTERM (`slipway restart`)", verdict: "killed after `stop.deadline` of 3 s",
                evidence: "log", seconds: seconds))
    }

    private static var illnesses: [Illness] {
        let full = ["probes.txt", "log.txt", "files.txt", "memory.txt", "counters.txt"]
        let http = ["3 times in a row"]
        return [
            Illness(
                fault: "health page hangs", words: ["/health", "no answer"] + http, pieces: full + ["threads.txt"],
                cause: ["hang"]
            ) { $0.fall("hang") },
            Illness(
                fault: "health page takes 5 s", words: ["/health", "no answer"] + http, pieces: full + ["threads.txt"],
                cause: ["hang"]
            ) { $0.fall("slow") },
            Illness(
                fault: "health page drips a byte a second", words: ["/health", "no whole answer"] + http,
                pieces: full + ["threads.txt"], cause: ["hang"]
            ) { $0.fall("drip") },
            Illness(
                fault: "health page answers 200 with the wrong text", words: ["without \"OK\""] + http,
                pieces: full + ["threads.txt"], cause: ["http"]
            ) { $0.fall("wrong") },
            Illness(
                fault: "health page answers 503", words: ["answered 503, wanted 200"] + http,
                pieces: full + ["threads.txt"], cause: ["http"]
            ) { $0.fall("error") },
            Illness(
                fault: "all 20 threads of the pool wait for ever", words: ["/health", "no answer"] + http,
                pieces: full + ["threads.txt"], cause: ["hang"]
            ) { patient in
                patient.held.requests = try HeldRequests(24, "/wait", try #require(patient.app.ports["http"]))
            },
            Illness(
                fault: "deadlock of two threads", words: ["deadlock", "embrace-1", "embrace-2"],
                pieces: full + ["threads.txt"], cause: ["deadlock"]
            ) { $0.fall("deadlock") },
            Illness(
                fault: "heap full, nothing left to collect", words: ["heap", "after collection"],
                pieces: full, cause: ["heap", "gc"]
            ) { $0.fall("heap") },
            Illness(
                fault: "collector thrash", words: ["% "], pieces: full, cause: ["gc", "heap", "hang"]
            ) { $0.fall("thrash") },
            Illness(
                fault: "leak to OutOfMemoryError", words: ["OutOfMemoryError"], pieces: full,
                cause: ["out-of-memory-error"]
            ) { $0.fall("leak") },
            Illness(
                fault: "SIGSTOP", words: ["/health", "no answer"] + http, pieces: full + ["threads.txt"],
                cause: ["hang"]
            ) { kill(try $0.app.pid(), SIGSTOP) },
            Illness(
                fault: "256 children in sessions of their own", words: ["without \"OK\""], pieces: full,
                cause: ["http"],
                after: { patient in
                    let left = try patient.children()
                    #expect(left.isEmpty)
                }
            ) { patient in
                patient.fall("bomb", "8")
                try eventually("256 children") { try patient.children().count >= 256 }
            },
            Illness(
                fault: "kill -9", words: ["signal 9"], pieces: ["log.txt", "probes.txt"], cause: ["killed"]
            ) { kill(try $0.app.pid(), SIGKILL) },
            Illness(
                fault: "the VM crashes (SIGSEGV)", words: ["signal 6"], pieces: ["log.txt", "hs_err.log"],
                cause: ["killed", "crash"]
            ) { kill(try $0.app.pid(), SIGSEGV) },
        ]
    }
}
