import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The file of the cluster's members on other nodes.
@Suite struct WrapperMembersTests {
    private func members(_ rig: WrapperRig) -> [String] {
        ((try? Files.text(rig.app + "/run/members")) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func allThatTheRunningProgramsNameIsInTheFile() throws {
        let rig = try WrapperRig()
        try rig.generation(1, overrides: ["cluster.members": "n2:4000, n3:4000-4003"])
        try rig.generation(2, overrides: ["cluster.members": "n3:4000-4003 [::1]:4001"])
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        #expect(members(rig) == ["n2:4000", "n3:4000-4003"])
        try rig.want([1: .live, 2: .parked])
        try rig.slot(2, .running)
        #expect(members(rig) == ["n3:4000-4003", "[::1]:4001", "n2:4000"])

        // A successor knows what the programs were started with.
        try rig.killWrapper()
        try Disk.unlink(rig.app + "/run/members")
        try rig.start()
        try rig.slot(2, .running)
        #expect(members(rig) == ["n3:4000-4003", "[::1]:4001", "n2:4000"])

        try rig.want([2: .live])
        try rig.slot(1, .stopped)
        #expect(members(rig) == ["n3:4000-4003", "[::1]:4001"])
        try rig.want([2: .stopped])
        try rig.slot(2, .stopped)
        #expect(!Files.exists(rig.app + "/run/members"))
    }

    @Test func theFileIsThereBeforeTheProgramAndAPropertyCanFillIt() throws {
        let rig = try WrapperRig()
        let program = #"test -e "$1/../../members" && cat "$1/../../members" > "$2/found"; sleep 60"#
        try rig.generation(
            1, overrides: ["cluster.members": "${peer}:4000", "peer": "n7"],
            command: ["/bin/sh", "-c", program, "sh", "${run}", "${work}"])
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .starting)
        let found = rig.app + "/generations/1/work/found"
        let deadline = Clock.monotonic() + WrapperRig.patience
        while (try? Files.text(found)) != "n7:4000\n", Clock.monotonic() < deadline { poll(nil, 0, 5) }
        #expect(try Files.text(found) == "n7:4000\n")
    }

    @Test func whatIsNoAddressIsRefusedInWords() throws {
        let rig = try WrapperRig()
        try rig.temporary.write("apps/shop/run/members", "left:1\n")
        try rig.generation(1, overrides: ["cluster.members": "n2:4000,n3"])
        try rig.want([1: .live])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.complaint != nil }
        #expect(
            status.slot(1)?.complaint
                == "cannot read the property cluster.members: “n3” is no address; "
                + "write it like node2:4000 or node2:4000-4003")
        #expect(members(rig) == [])
    }
}
