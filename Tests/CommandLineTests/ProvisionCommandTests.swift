import SlipwayModel
import SlipwayProvision
import Testing

@testable import slipway

@Suite struct ProvisionCommandTests {
    @Test(arguments: [
        (["a", "b"], ["provision", "a", "b"], 2), (["a", "-J", "gate"], ["provision", "a", "--", "-J", "gate"], 1),
        (["a"], ["provision", "a", "--"], 1), (["-v"], ["provision", "--", "-v"], 0),
    ])
    func whatStandsAfterTheDashesIsForSSH(words: [String], line: [String], hosts: Int) {
        let parted = ProvisionCommand.parted(words, line: line)
        #expect(parted.hosts == Array(words.prefix(hosts)))
        #expect(parted.options == Array(words.dropFirst(hosts)))
    }

    @Test func outcomesStandBelowEachOther() throws {
        var good = ProvisionOutcome(host: try RemoteHost("deploy@shop1"))
        (good.took, good.sent) = (14_260, 98_231_296)
        var bad = ProvisionOutcome(host: try RemoteHost("h2"))
        (bad.took, bad.refusal) = (60, Refusal(.notPermitted, "no"))
        #expect(
            ProvisionTable.lines([good, bad]) == [
                "HOST          OUTCOME      TOOK    SENT", "deploy@shop1  done         14.2 s  98.2 MB",
                "h2            failed (77)  0.0 s   -",
            ])
    }
}
