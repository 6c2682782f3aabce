import SlipwayModel
import Testing

@Suite struct ClusterMembersTests {
    @Test func commasAndBlanksSeparateAddresses() throws {
        let text = "n2:4000, n3.example.org:4000-4003\n[fe80::1%eth0]:65535  n2:4000,,10.0.0.7:1-16"
        #expect(
            try ClusterMembers(text).addresses
                == ["n2:4000", "n3.example.org:4000-4003", "[fe80::1%eth0]:65535", "10.0.0.7:1-16"])
        #expect(try ClusterMembers(" , ").addresses == [])
    }

    @Test(arguments: [
        "n2", "n2:", ":4000", "n2:0", "n2:65536", "n2:4003-4000", "n2:4000-4016", "n2:4000-", "n2:4000-4001-4002",
        "n2:+4000", "[]:4000", "fe80::1:4000", "n2#x:4000", "n/2:4000",
    ])
    func whatIsNoneIsNamed(_ word: String) {
        #expect(throws: ClusterMembers.Fault(word: word)) { try ClusterMembers("n1:1 " + word) }
    }
}
