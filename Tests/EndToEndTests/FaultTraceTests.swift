import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// None slips by: what the kernel was asked for is what the seam has counted, process by process.
extension EndToEnd {
    @Test func theKernelSeesTheFileChangesThatTheSeamCounts() throws {
        let stage = try FaultStage()
        let folder = try TemporaryFolder("trace")
        let strace = try #require(Command.find("strace", in: ProcessTable.environment()["PATH"] ?? "/usr/bin"))
        try stage.arm("any count 1 \(stage.log)")
        try stage.up(through: [
            strace, "-ff", "-qq", "-y", "-s", "4096", "-a", "1", "--seccomp-bpf", "-e", "signal=none", "-e",
            "trace=" + FaultTrace.calls.joined(separator: ","), "-o", folder("trace"),
        ])
        for words in try [
            stage.deployWords("1.0.0"), stage.deployWords("1.1.0"), ["rollback", FaultReleases.app],
            ["config", "set", FaultReleases.app, "ten.color=blue"], ["gc"], ["undeploy", FaultReleases.app],
            ["node", "down", "--stop-apps"],
        ] {
            expect(try stage.patiently(words), 0)
        }
        // strace ends with the last that it follows.
        #expect(stage.daemon?.ending(within: 30_000) == .exited(0))

        let trace = try FaultTrace(folder.path, below: stage.root)
        var counted: [Int32: [FaultTrace.Change: Int]] = [:]
        for call in FaultCall.calls(in: try Files.text(stage.log)) {
            let path = call.change == .makeSocket ? lastName(of: call.path) : call.path
            counted[call.pid, default: [:]][.init(name: call.change.rawValue, path: path), default: 0] += 1
        }
        let own = trace.changes.filter { trace.programs[$0.key]?.hasPrefix(stage.root) != true }
        #expect(counted.values.reduce(0) { $0 + $1.count } > 200)
        #expect(Set(own.keys) == Set(counted.keys))
        for (pid, changes) in counted {
            let seen = own[pid] ?? [:]
            let program = trace.programs[pid] ?? "a process"
            for change in Set(changes.keys).union(seen.keys).sorted(by: { $0.description < $1.description }) {
                #expect(seen[change, default: 0] == changes[change, default: 0], "\(program) \(pid): \(change)")
            }
        }
    }
}
