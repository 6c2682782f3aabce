import SlipwayInstall
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SystemdUnitsTests {
    private let system = SystemdUnits(programs: "/usr/local/lib/slipway/current", scope: .system)
    private let users = SystemdUnits(
        programs: "/home/ada/.local/lib/slipway/current", scope: .user(root: "/home/ada/my node"))

    private func values(_ units: SystemdUnits, _ name: String, _ key: String) -> [String] {
        (units.files[name] ?? "").split(separator: "\n").filter { $0.hasPrefix(key + "=") }
            .map { String($0.dropFirst(key.utf8.count + 1)) }
    }

    @Test func theHostHasAUnitForEachTask() {
        #expect(
            system.files.keys.sorted() == [
                "slipway-app@.service", "slipway-user@.service", "slipwayd-return.service", "slipwayd.service",
            ])
        #expect(users.files.keys.sorted() == ["slipway-app@.service", "slipwayd-return.service", "slipwayd.service"])
    }

    @Test func theDaemonIsStartedAsItsNodeWants() {
        #expect(
            values(system, "slipwayd.service", "ExecStart") == [
                "/usr/local/lib/slipway/current/slipwayd serve --service-manager systemd --node-name %H"
            ])
        #expect(
            values(users, "slipwayd.service", "ExecStart") == [
                "/home/ada/.local/lib/slipway/current/slipwayd serve --service-manager user "
                    + "--root \"/home/ada/my node\" --node-name %H"
            ])
    }

    @Test func aWrapperKnowsItsApp() {
        #expect(
            values(system, "slipway-app@.service", "ExecStart") == [
                "/usr/local/lib/slipway/current/slipway-wrapper --app /var/lib/slipway/apps/%i --node-name %H "
                    + "--secrets /etc/slipway/secrets"
            ])
    }

    @Test func processesOfAppsOutliveTheirWrapper() {
        for (units, name) in [(system, "slipway-app@.service"), (users, "slipway-app@.service")] {
            #expect(values(units, name, "KillMode") == ["process"])
            #expect(values(units, name, "OOMPolicy") == ["continue"])
            #expect(values(units, name, "Delegate") == ["yes"])
            #expect(values(units, name, "Restart") == ["on-failure"])
            #expect(values(units, name, "StartLimitIntervalSec") == ["0"])
        }
    }

    @Test func aUsersManagerIsAskedForNothingThatOnlyRootCanDo() {
        let host = ["CapabilityBoundingSet", "ProtectSystem", "ProtectHome", "PrivateDevices", "RuntimeDirectory"]
        for name in users.files.keys {
            for key in host { #expect(values(users, name, key) == [], "\(name) \(key)") }
        }
        #expect(values(users, "slipwayd.service", "WantedBy") == ["default.target"])
    }

    @Test func theNodeOfAUserIsFoundByItsUnit() {
        #expect(users.files["slipway-app@.service"]?.contains(Keeping.folderLine("/home/ada/my node")) == true)
        #expect(users.files["slipway-app@.service"]?.contains(Keeping.folderLine("/home/ada/my")) == false)
    }

    /// Where this host has the program that checks units.
    @Test func systemdUnderstandsEveryLine() throws {
        let path = ProcessTable.environment()["PATH"] ?? ""
        guard let analyze = Command.find("systemd-analyze", in: path) else { return }
        let folder = try TemporaryFolder("units")
        for units in [system, SystemdUnits(programs: folder("lib/current"), scope: .system)] {
            for (name, text) in units.files { try folder.write(name, text) }
            let names = units.files.keys.sorted().map { folder($0.replacing("@.", with: "@shop.")) }
            for (name, text) in units.files where name.contains("@.") {
                try folder.write(name.replacing("@.", with: "@shop."), text)
            }
            let result = try Command.run(analyze, ["verify", "--man=no"] + names, within: 60_000)
            let complaints = (result.output + result.errors).split(separator: "\n").filter {
                $0.contains("Unknown") || $0.contains("Failed to parse") || $0.contains("ignoring")
            }
            #expect(complaints == [])
        }
    }
}
