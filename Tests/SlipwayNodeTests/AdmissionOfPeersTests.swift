import SlipwayModel
import Testing

@testable import SlipwayNode

@Suite struct AdmissionOfPeersTests {
    @Test func rootAndItsOwnUserMayAlways() {
        let admission = AdmissionOfPeers(own: 1000, operators: nil)
        #expect(admission.isCertain(0))
        #expect(admission.isCertain(1000))
        #expect(!admission.isCertain(1001))
    }

    @Test func membersMayWhereThereIsAGroup() {
        #expect(AdmissionOfPeers(own: 0, operators: 999).admits([100, 999]))
        #expect(!AdmissionOfPeers(own: 0, operators: 999).admits([100]))
        #expect(!AdmissionOfPeers(own: 0, operators: nil).admits([0, 999]))
    }

    @Test func othersAreToldHowToBecomeOne() {
        let refusal = AdmissionOfPeers(own: 0, operators: 999).refusal("ada")
        #expect(refusal.code == .notPermitted)
        #expect(refusal.hint == "as root: usermod -aG slipway ada, then log in again")
        #expect(AdmissionOfPeers(own: 0, operators: nil).refusal("ada").hint == nil)
    }

    @Test func aNameTooLongForAUserIsRefused() throws {
        try AppAccount.check(String(repeating: "a", count: 24))
        let refusal = #expect(throws: Refusal.self) { try AppAccount.check(String(repeating: "a", count: 25)) }
        #expect(refusal?.code == .badInput)
    }
}
