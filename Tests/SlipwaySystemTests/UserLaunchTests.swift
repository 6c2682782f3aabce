import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct UserLaunchTests {
    @Test func rootStartsAProgramAsAnotherUserInItsGroupAlone() throws {
        guard geteuid() == 0 else { return }
        let folder = try TemporaryFolder("user")
        let file = try folder.write("passwd", "slipway-shop:x:65123:65124::/:/bin/sh\n")
        let pipe = try Pipe()
        var request = LaunchRequest(
            path: "/bin/sh", arguments: ["-c", "id -u; id -g; id -G"], environment: ["PATH": "/usr/bin:/bin"],
            descriptors: [-1, try #require(pipe.writer).fd, 2])
        request.user = try HostUser.named("slipway-shop", in: file)
        let child = try ChildProcess.launch(request)
        pipe.writer = nil
        #expect(String(decoding: try pipe.reader.readAll(limit: 4096), as: UTF8.self) == "65123\n65124\n65124\n")
        #expect(child.ending(within: 20_000) == .exited(0))
    }

    @Test func aRefusedScoreDoesNotStopAStart() throws {
        var request = LaunchRequest(path: "/bin/true", arguments: [], environment: [:])
        // More than the kernel knows.
        request.oomScore = 5000
        let child = try ChildProcess.launch(request)
        #expect(child.unscored == "invalid argument")
        #expect(child.ending(within: 20_000) == .exited(0))
    }
}
