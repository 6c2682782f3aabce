import Glibc
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import Testing

/// What a worker that does not end by its own word comes to, with processes that really end so.
@Suite struct WorkerEndTests {
    private func ending(_ script: String) throws -> Ending {
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
                descriptors: [-1, -1, -1]))
        return try #require(child.ending(within: -1))
    }

    @Test func oneThatMeetsItsBoundIsRefusedInOneSentence() throws {
        let time = WorkerEnd.refusal(try ending("ulimit -S -t 1; while :; do :; done"))
        #expect(time?.code == .badInput)
        #expect(
            time?.sentence == "the bundle is refused: to read it needs more processor time than a bundle may")
        let memory = WorkerEnd.refusal(try ending("exit \(Confinement.outOfMemory)"))
        #expect(memory?.code == .badInput && memory?.sentence.contains("more memory than") == true)
    }

    @Test func oneThatABundleBringsDownIsTheBundlesFault() throws {
        let crash = WorkerEnd.refusal(try ending("ulimit -c 0; kill -SEGV $$"))
        #expect(crash?.code == .badInput && crash?.sentence.hasSuffix("(signal 11)") == true)
        for number in ["KILL", "TERM"] { #expect(WorkerEnd.refusal(try ending("kill -\(number) $$"))?.code == .failed) }
        #expect(WorkerEnd.refusal(try ending("exit 0")) == nil)
        #expect(WorkerEnd.refusal(try ending("exit 1")) == nil)
    }

    @Test func oneThatSaysNothingIsNotAwaitedForEver() throws {
        let pipe = try Pipe()
        let refusal = #expect(throws: Refusal.self) {
            try WorkerEnd.read(pipe.reader, until: Clock.monotonic() + 20)
        }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence == "the bundle is refused: to read it needs more time than a bundle may")
        #expect(write(try #require(pipe.writer).fd, "ab", 2) == 2)
        pipe.writer = nil
        #expect(try WorkerEnd.read(pipe.reader, until: Clock.monotonic() + 5000) == Array("ab".utf8))
    }
}
