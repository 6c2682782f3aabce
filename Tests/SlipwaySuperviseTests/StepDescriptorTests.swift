import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct StepDescriptorTests {
    @Test func aStepHasNoMoreOpenThanItsOutput() throws {
        let rig = try WrapperRig()
        try rig.generation(
            1, files: ["bin/list": "#!/bin/sh\nls /proc/self/fd | tr '\\n' ' ' > \"$HOME/descriptors\"\n"])
        let program = try Files.real(try #require(WrapperRig.program, "slipway-wrapper is not built"))
        // The other end of its input is the daemon, which is there until it is closed.
        let (input, more) = (try Pipe(), try Pipe())
        let step = try ChildProcess.launch(
            LaunchRequest(
                path: program,
                arguments: ["step", rig.app, "1", "test-node", rig.temporary("etc/secrets"), "30s", "bin/list"],
                environment: [:], descriptors: [input.reader.fd, 2, 2, more.reader.fd]))
        #expect(step.ending(within: 30_000) == .exited(0))
        _ = (input, more)
        #expect(try Files.text(rig.app + "/generations/1/work/descriptors") == "0 1 2 3 ")
    }
}
