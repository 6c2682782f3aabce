import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayNode

@Suite struct WrapperLinkTests {
    private static let program: String? = {
        let built = ProcessTable.environment()["SLIPWAY_DIST"].map { $0 + "/slipway-wrapper" }
        return [built, ".build/debug/slipway-wrapper"].compactMap(\.self).first { Files.exists($0) }
    }()

    /// A wrapper and its program are killed together, and the program's last words are in the pipe.
    @Test func whatWasPrintedOutlivesTheWrapperAndTheProgram() throws {
        let folder = try TemporaryFolder("link")
        let program = try Files.real(try #require(Self.program, "slipway-wrapper is not built"))
        let configuration = NodeConfiguration(
            root: folder("node"), name: "testnode", wrapper: program, daemon: "/none", version: "1")
        let app = configuration.layout.app("shop")
        try Folders.make(app.run)
        try Folders.make(parent(of: configuration.layout.daemonLog))
        let link = WrapperLink(configuration, app)
        try link.ensure()
        #expect(try link.subscribe().next(deadline: Clock.monotonic() + 10_000) != nil)
        let wrapper = try #require(link.living)
        wrapper.signal(SIGSTOP)
        var pipe: OpenFile? = try FIFO.open(app.logPipe)
        // The program is as dead as its only end of the pipe.
        #expect(FIFO.offer(Array("the last words\n".utf8), to: try #require(pipe)))
        pipe = nil
        wrapper.signal(SIGKILL)
        #expect(wrapper.ending(within: 10_000) != nil)
        #expect((try? Files.text(app.log))?.contains("the last words") != true)
        try link.ensure()
        try link.end(within: 30_000)
        #expect(try Files.text(app.log).split(separator: "\n").contains("the last words"))
    }
}
