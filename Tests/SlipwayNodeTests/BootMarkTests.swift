import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayNode

@Suite struct BootMarkTests {
    private func app(_ folder: TemporaryFolder, bootId: String?) throws -> AppLayout {
        let app = AppLayout(folder: folder("apps/shop"))
        try Folders.make(app.run)
        guard let bootId else { return app }
        let status = WrapperStatus(
            rev: 1, bootId: bootId, wrapper: ProcessIdentity(pid: 1, startTime: 1), slots: [], listen: [],
            trouble: nil, dropped: 0)
        try DurableFile.replace(app.status, with: try JSONText.bytes(status))
        return app
    }

    @Test func aStatusOfAnotherBootSaysSo() throws {
        let folder = try TemporaryFolder()
        #expect(try BootMark.wasPassed(app(folder, bootId: "another")))
        #expect(try !BootMark.wasPassed(app(folder, bootId: ProcessTable.bootId())))
    }

    /// What a power cut leaves: no file, an empty one, or half of one.
    @Test(arguments: [nil, "", "{\"bootId\":\"a"]) func onlyAWrapperAtWorkSpeaksForAnUnreadableOne(text: String?) throws
    {
        let folder = try TemporaryFolder()
        let app = try app(folder, bootId: nil)
        if let text { try DurableFile.replace(app.status, with: Array(text.utf8)) }
        #expect(BootMark.wasPassed(app))
        var lock = try FileLock(app.wrapperLock)
        #expect(lock != nil && !BootMark.wasPassed(app))
        lock = nil
        #expect(BootMark.wasPassed(app))
    }
}
