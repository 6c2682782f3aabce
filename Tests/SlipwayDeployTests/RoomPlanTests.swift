import SlipwayDeploy
import SlipwayModel
import Testing

@Suite struct RoomPlanTests {
    private let plan = RoomPlan(files: 100, bytes: 1_000_000)

    @Test func everyFileCountsWholeBlocksAndATenthIsSpared() {
        #expect(plan.needed == 1_550_560)
        #expect(plan.lack("/node", bytes: plan.needed, inodes: 200) == nil)
    }

    @Test func whatIsMissingIsNamed() {
        let bytes = plan.lack("/node", bytes: plan.needed - 1, inodes: 1000)
        #expect(bytes?.code == .noRoom)
        #expect(bytes?.sentence == "/node has 1 MiB free and the release needs 1 MiB")
        let inodes = plan.lack("/node", bytes: 1 << 40, inodes: 199)
        #expect(inodes?.code == .noRoom)
        #expect(inodes?.sentence == "/node has 199 inodes free and the release needs 200")
    }

    @Test func aFilesystemThatCountsNoInodesHasEnough() {
        #expect(plan.lack("/node", bytes: 1 << 40, inodes: 0) == nil)
    }
}
