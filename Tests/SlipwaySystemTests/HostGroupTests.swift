import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct HostGroupTests {
    @Test func itIsReadFromTheFile() throws {
        let folder = try TemporaryFolder("group")
        let file = try folder.write(
            "group", "root:x:0:\nslipway-shop:x:998:\nslipway:x:999:ada,bob\nbroken\nslip:x:no:\n")
        #expect(try HostGroup.named("slipway", in: file) == HostGroup(name: "slipway", gid: 999))
        #expect(try HostGroup.named("slip", in: file) == nil)
        #expect(try HostGroup.named("other", in: file) == nil)
        #expect(try HostGroup.named("slipway", in: folder("absent")) == nil)
    }

    @Test func theKernelTellsThePeersGroups() throws {
        let folder = try TemporaryFolder("group")
        let listener = try UnixSocket.listen(folder("s"))
        let client = try UnixSocket.connect(folder("s"))
        let groups = try UnixSocket.peerGroups(try UnixSocket.accept(listener))
        var own = [gid_t](repeating: 0, count: 1024)
        let count = getgroups(Int32(own.count), &own)
        #expect(groups == Set(own.prefix(Int(max(count, 0)))).union([getegid()]))
        withExtendedLifetime(client) {}
    }

    @Test func aSocketOfAGroupIsForItsMembers() throws {
        let folder = try TemporaryFolder("group")
        let listener = try UnixSocket.listen(folder("s"), operators: HostGroup(name: "own", gid: getegid()))
        #expect(try Files.facts(folder("s"))?.mode == 0o660)
        withExtendedLifetime(listener) {}
    }
}
