import SlipwayModel
import Testing

@testable import SlipwayProvision

@Suite struct ProvisionPlanTests {
    private static let hex = String(repeating: "ab", count: 32)
    private static let other = String(repeating: "cd", count: 32)

    private func plan(_ lines: String..., sudo: Bool = true, size: Int64 = 100) throws -> ProvisionPlan {
        let probe = try #require(
            HostProbe(["slipway-probe 1", "system Linux", "machine x86_64", "folder /f", "room 999999"] + lines))
        return try ProvisionPlan.make(
            probe, host: try RemoteHost("a@b"), digest: try #require(Digest(hex: Self.hex)), size: size, sudo: sudo
        ) { bytes in try #require(Digest(hex: bytes == 40 ? Self.other : Self.hex)) }
    }

    private func refusal(_ lines: String..., sudo: Bool = true, size: Int64 = 100) -> Refusal? {
        do {
            _ =
                lines.count == 1
                ? try plan(lines[0], sudo: sudo, size: size) : try plan(lines[0], lines[1], sudo: sudo, size: size)
            return nil
        } catch { return error as? Refusal }
    }

    @Test func rootNeedsNoSudo() throws {
        let made = try plan("uid 0")
        #expect(made == ProvisionPlan(folder: "/f", copy: .from(0), usesSudo: false))
    }

    @Test func anybodyElseTakesItUnlessToldNotTo() throws {
        #expect(try plan("uid 7", "sudo free").usesSudo)
        #expect(try !plan("uid 7", "sudo free", sudo: false).usesSudo)
        #expect(try !plan("uid 7", "sudo asks", sudo: false).usesSudo)
        #expect(refusal("uid 7", "sudo asks")?.code == .notPermitted)
        #expect(refusal("uid 7", "sudo asks")?.sentence.contains("wants a password") == true)
        #expect(refusal("uid 7", "sudo none")?.sentence.contains("there is no sudo") == true)
    }

    @Test func whatIsThereIsNotSentAgain() throws {
        #expect(try plan("uid 0", "run \(Self.hex) 100").copy == .none)
        #expect(try plan("uid 0", "run \(Self.other) 100").copy == .from(0))
        #expect(try plan("uid 0", "part \(Self.other) 40").copy == .from(40))
        #expect(try plan("uid 0", "part \(Self.other) 41").copy == .from(0))
        #expect(try plan("uid 0", "part \(Self.hex) 200").copy == .from(0))
    }

    @Test func aFullDiskIsToldBefore() {
        #expect(refusal("uid 0", "room 10")?.code == .noRoom)
        #expect(refusal("uid 0", size: 1 << 40)?.code == .noRoom)
    }

    @Test func whatAnswersInAnotherWayIsNoProbe() {
        #expect(HostProbe([]) == nil)
        #expect(HostProbe(["This account is not available."]) == nil)
        #expect(HostProbe(["slipway-probe 1", "system Linux"]) == nil)
        #expect(HostProbe(["slipway-probe 1", "uid x"]) == nil)
    }

    @Test(arguments: ["-oProxyCommand=x", "a@-b", "", "@b", "a b", "a@", "a@$(id)", "a\nb", "ssh://a;b"])
    func whatSSHOrAShellWouldTakeForMoreIsNoHost(text: String) {
        #expect(throws: Refusal.self) { try RemoteHost(text) }
    }

    @Test(arguments: ["shop1", "deploy@shop1.example.org", "ssh://deploy@shop1:2222", "root@[::1]", "u@10.0.0.1"])
    func hostsAreTakenAsSSHTakesThem(text: String) throws {
        #expect(try RemoteHost(text).text == text)
    }
}
