import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

struct HostAccountsTests {
    private static func etc() throws -> TemporaryFolder {
        let etc = try TemporaryFolder("accounts")
        try etc.write("passwd", "root:x:0:0:root:/root:/bin/sh\nold:x:999:999::/:/bin/false\n+::::::\n")
        try etc.write("group", "root:x:0:\nold:x:999:\nslip:x:998:ada,bob\n")
        try etc.write("shadow", "root:*:1::::::\n")
        try etc.write("gshadow", "root:*::\n")
        try Disk.chmod(etc("shadow"), 0o640)
        return etc
    }

    @Test func anAppGetsAUserAndAGroupOfItsOwnAndOnlyOnce() throws {
        let etc = try Self.etc()
        let accounts = HostAccounts(etc: etc.path)
        let user = try accounts.ensureUser(ofApp: "shop")
        #expect(user.name == "slipway-shop" && user.uid == 997 && user.gid == 997)
        let passwd = try Files.text(etc("passwd"))
        #expect(try accounts.ensureUser(ofApp: "shop") == user)
        #expect(try Files.text(etc("passwd")) == passwd)
        #expect(
            passwd == """
                root:x:0:0:root:/root:/bin/sh
                old:x:999:999::/:/bin/false
                slipway-shop:x:997:997:Slipway app shop:/nonexistent:/usr/sbin/nologin
                +::::::

                """)
        #expect(try Files.text(etc("group")).hasSuffix("slipway-shop:x:997:\n"))
        #expect(try Files.text(etc("gshadow")).hasSuffix("slipway-shop:!::\n"))
        #expect(try Files.text(etc("shadow")).contains("\nslipway-shop:!:"))
        #expect(try Files.facts(etc("shadow"))?.mode == 0o640)
    }

    @Test func theOperatorsAreAGroupWithoutMembers() throws {
        let etc = try Self.etc()
        let accounts = HostAccounts(etc: etc.path)
        #expect(try accounts.ensureOperators() == 997)
        #expect(try accounts.ensureOperators() == 997)
        #expect(try Files.text(etc("group")).hasSuffix("slip:x:998:ada,bob\nslipway:x:997:\n"))
    }

    @Test func whatIsRemovedLeavesTheRestAsItWas() throws {
        let etc = try Self.etc()
        let files = ["passwd", "group", "shadow", "gshadow"]
        let before = try files.map { try Files.text(etc($0)) }
        let accounts = HostAccounts(etc: etc.path)
        try accounts.ensureOperators()
        try accounts.ensureUser(ofApp: "shop")
        try accounts.removeUser(ofApp: "shop")
        try accounts.removeOperators()
        #expect(try files.map { try Files.text(etc($0)) } == before)
    }

    @Test func othersLinesStayByteForByte() throws {
        let etc = try Self.etc()
        let odd: [UInt8] = Array("\nb\u{f6}b:x:5:5:M".utf8) + [0xfc, 0xff] + Array("ller:/:/bin/sh\n\n".utf8)
        try DurableFile.replace(etc("passwd"), with: odd)
        try HostAccounts(etc: etc.path).ensureUser(ofApp: "shop")
        #expect(try Files.read(etc("passwd")).starts(with: odd))
        try HostAccounts(etc: etc.path).removeUser(ofApp: "shop")
        #expect(try Files.read(etc("passwd")) == odd)
    }

    @Test func aHostWithoutShadowsGetsNone() throws {
        let etc = try TemporaryFolder("accounts")
        try etc.write("passwd", "")
        try HostAccounts(etc: etc.path).ensureUser(ofApp: "shop")
        #expect(Files.exists(etc("group")))
        #expect(!Files.exists(etc("shadow")))
    }

    @Test func aNameThatIsTooLongIsRefused() throws {
        let etc = try Self.etc()
        #expect(throws: Refusal.self) {
            try HostAccounts(etc: etc.path).ensureUser(ofApp: String(repeating: "a", count: 25))
        }
    }

    @Test func whenAllNumbersAreTakenNothingIsChanged() throws {
        let etc = try Self.etc()
        let full = (100...999).map { "u\($0):x:\($0):0::/:/bin/false\n" }.joined()
        try etc.write("passwd", full)
        #expect(throws: Refusal.self) { try HostAccounts(etc: etc.path).ensureUser(ofApp: "shop") }
        #expect(try Files.text(etc("passwd")) == full)
    }
}
