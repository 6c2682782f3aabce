import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct AppLayoutTests {
    static let app = NodeLayout(root: "/n").app("shop")

    @Test func aWrapperAndADaemonOfAnotherVersionMeetAtTheSamePaths() {
        #expect(Self.app.name == "shop")
        let paths = [
            Self.app.want, Self.app.status, Self.app.control, Self.app.wrapperLock, Self.app.logPipe, Self.app.log,
        ]
        #expect(
            paths == [
                "/n/apps/shop/want.json", "/n/apps/shop/run/status.json", "/n/apps/shop/run/control.sock",
                "/n/apps/shop/run/wrapper.lock", "/n/apps/shop/run/log.fifo", "/n/apps/shop/shared/logs/shop.log",
            ])
    }

    @Test func aSlotHasAFolderOfItsGenerationAndOneOfItsRun() {
        let slot = Self.app.slotLayout(3)
        let kept = [slot.release, slot.configuration, slot.work, slot.temp]
        #expect(kept == ["release", "config.json", "work", "temp"].map { "/n/apps/shop/generations/3/" + $0 })
        let made = [slot.control, slot.reply, slot.token, slot.nodeProperties, slot.properties]
        let names = ["control", "reply", "token", "node.properties", "properties"]
        #expect(made == names.map { "/n/apps/shop/run/slots/3/" + $0 })
    }

    @Test func theSecretsAreThoseOfTheAppsOwnNode() {
        #expect(SecretFolder(of: Self.app).path == NodeLayout(root: "/n").secrets)
        #expect(SecretFolder(of: NodeLayout(root: nil).app("shop")).path == "/etc/slipway/secrets")
    }
}
