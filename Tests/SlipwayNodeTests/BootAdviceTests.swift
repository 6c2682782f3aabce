import SlipwayNode
import Testing

@Suite struct BootAdviceTests {
    private let system = BootAdvice(program: "/usr/local/lib/slipway/current/slipwayd", root: nil)

    @Test func eachStarterHasItsLine() {
        let keep = "/usr/local/lib/slipway/current/slipwayd keep"
        #expect(system.line(.inittab) == "slip:2345:respawn:" + keep)
        #expect(system.line(.runit) == "#!/bin/sh\nexec " + keep)
        #expect(system.line(.cron) == "@reboot " + keep + " --background")
    }

    @Test func aFolderIsNamedAndQuoted() {
        let advice = BootAdvice(program: "/home/ada/.local/lib/slipway/current/slipwayd", root: "/home/ada/my node")
        #expect(
            advice.command == "/home/ada/.local/lib/slipway/current/slipwayd keep --root '/home/ada/my node'")
    }

    @Test func theHostDecides() {
        #expect(BootAdvice.starter(isRoot: true) { $0 == "/etc/inittab" } == .inittab)
        #expect(BootAdvice.starter(isRoot: true) { ["/etc/inittab", "/etc/runit"].contains($0) } == .runit)
        #expect(BootAdvice.starter(isRoot: true) { _ in false } == .cron)
        #expect(BootAdvice.starter(isRoot: false) { _ in true } == .cron)
    }
}
