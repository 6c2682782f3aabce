import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// Plays many points on several stages at once; keeps what was played well, so that a sweep can be taken up again.
final class TornSweep: Sendable {
    private struct State {
        var open: [TornPoint]
        var played = 0
        var unmet = 0
        var failures: [String] = []
    }

    private let state: Mutex<State>
    private let record: TornRecord?
    private let count: Int

    init(_ points: [TornPoint], record: TornRecord?) {
        state = Mutex(State(open: points.reversed()))
        self.record = record
        count = points.count
    }

    /// Tells what is torn.
    func run(lanes: Int) throws -> [String] {
        let ends = try Pipe()
        for _ in 0..<lanes {
            let writer = try #require(ends.writer)
            try Threads.start {
                self.play()
                withExtendedLifetime(writer) {}
            }
        }
        // Ends when the last lane has let go of the other end.
        ends.writer = nil
        _ = try ends.reader.readAll(limit: 0)
        return state.withLock { state in
            print("torn: \(state.played) points played, \(state.unmet) not met, \(state.failures.count) torn")
            return state.failures
        }
    }

    private func play() {
        do {
            let stage = try FaultStage()
            try TornOperation.prepare(stage)
            while let point = state.withLock({ $0.open.popLast() }) { play(point, stage) }
        } catch {
            state.withLock { $0.failures.append("a stage came to nothing: \(error)") }
        }
    }

    private func play(_ point: TornPoint, _ stage: FaultStage) {
        var round = TornRound(stage, point)
        var complaints: [String]
        do { complaints = try round.run() } catch { complaints = ["\(error)"] }
        if !complaints.isEmpty {
            let what = (try? Files.text(stage.log)) ?? ""
            let log = ((try? Files.text(stage.daemonLog)) ?? "").split(separator: "\n").suffix(12)
            complaints.append("fault: \(what)the daemon said:\n" + log.joined(separator: "\n"))
        }
        let played = state.withLock { state in
            state.played += 1
            if !round.hasFired { state.unmet += 1 }
            if !complaints.isEmpty { state.failures.append("\(point): " + complaints.joined(separator: "\n")) }
            return state.played
        }
        record?.add(point, complaints)
        if record != nil, played % 50 == 0 || !complaints.isEmpty {
            print("torn: \(played) of \(count), \(point)\(complaints.isEmpty ? "" : " TORN: \(complaints)")")
        }
    }
}

/// A file of the points that were played and how they went, for one build of the program.
final class TornRecord: Sendable {
    private let path: String
    private let turn = Mutex(())
    let done: Set<String>

    /// Begins anew when `program` is another one than the file tells of.
    init(_ path: String, program: String) throws {
        self.path = path
        let text = (try? Files.text(path)) ?? ""
        let lines = text.split(separator: "\n").map(String.init)
        if lines.first == program {
            done = Set(lines.filter { $0.hasSuffix(": whole") }.map { String($0.dropLast(7)) })
        } else {
            done = []
            try Folders.make(parent(of: path))
            try Disk.write(Array((program + "\n").utf8), to: try Disk.create(path), path)
        }
    }

    func add(_ point: TornPoint, _ complaints: [String]) {
        let outcome = complaints.isEmpty ? "whole" : "torn: " + complaints.joined(separator: " | ")
        let line = "\(point): \(outcome.split(separator: "\n").joined(separator: " | "))\n"
        turn.withLock { _ in
            guard let file = try? Disk.create(path, appending: true) else { return }
            try? Disk.write(Array(line.utf8), to: file, path)
        }
    }
}
