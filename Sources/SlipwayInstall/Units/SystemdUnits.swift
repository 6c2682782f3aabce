import SlipwayModel
import SlipwayNode

/// The units of one installation, as texts by their names.
package struct SystemdUnits: Hashable, Sendable {
    /// Whose manager they are for.
    package enum Scope: Hashable, Sendable {
        /// The host's: the system's own node.
        case system
        /// One user's: a node in that folder.
        case user(root: String)
    }

    /// The link to the programs in use, such as /usr/local/lib/slipway/current.
    package let programs: String
    package let scope: Scope
    /// What the node calls itself; the host's name when nil.
    package let nodeName: String?

    package init(programs: String, scope: Scope, nodeName: String? = nil) {
        self.programs = programs
        self.scope = scope
        self.nodeName = nodeName
    }

    package static let daemon = "slipwayd.service"
    package static let comeBack = "slipwayd-return.service"
    package static let account = "slipway-user@.service"

    package var files: [String: String] {
        var files = [Self.daemon: daemonText, Keeping.unit: appText, Self.comeBack: comeBackText]
        if scope == .system { files[Self.account] = accountText }
        return files
    }

    private var root: String? {
        switch scope {
        case .system: nil
        case .user(let root): root
        }
    }
    private var layout: NodeLayout { NodeLayout(root: root) }
    private var isUsers: Bool { scope != .system }
    /// The links beside `current`.
    private var library: String { String(programs[..<(programs.lastIndex(of: "/") ?? programs.endIndex)]) }
    private var name: String { nodeName.map(UnitText.word) ?? "%H" }
    private var systemctl: String { isUsers ? "systemctl --user" : "systemctl" }
    private var wantedBy: String { isUsers ? "default.target" : "multi-user.target" }

    private func begun() -> UnitText {
        var comments = ["Written by the installer of Slipway; the next one replaces it. Changes: systemctl edit."]
        // What tells a node in a folder that these units are its own.
        if let root { comments.append(String(Keeping.folderLine(root).dropFirst(2).dropLast())) }
        return UnitText(comments: comments)
    }

    private func bounds(_ host: [UnitBounds.Directive]) -> [UnitBounds.Directive] {
        UnitBounds.everywhere + (isUsers ? [] : UnitBounds.host + host)
    }

    private var serviceManager: [String] { ["serve", "--service-manager", isUsers ? "user" : "systemd"] }

    /// It is given up after five failures only, and what then happens is `comeBackText`.
    private var daemonText: String {
        let words = [programs + "/slipwayd"] + serviceManager + (root.map { ["--root", $0] } ?? [])
        let command = words.map(UnitText.word) + ["--node-name", name]
        var unit = begun()
        unit.section(
            "Unit",
            [
                ("Description", "Slipway, the daemon of this node"), ("After", "local-fs.target network.target"),
                ("OnFailure", Self.comeBack), ("StartLimitIntervalSec", "600"), ("StartLimitBurst", "5"),
            ])
        unit.section(
            "Service",
            [
                ("Type", "notify"), ("NotifyAccess", "main"), ("ExecStart", command.joined(separator: " ")),
                ("Environment", "SWIFT_BACKTRACE=enable=no"),
                ("Restart", "on-failure"), ("RestartSec", "1"), ("WatchdogSec", "60"),
                ("TimeoutStartSec", "90"), ("TimeoutStopSec", "90"),
                ("KillMode", "process"), ("OOMPolicy", "continue"), ("TasksMax", "2048"),
                ("LimitNOFILE", "65536"),
            ])
        let own: [UnitBounds.Directive] = [
            ("RuntimeDirectory", "slipway"), ("RuntimeDirectoryMode", "0750"), ("RuntimeDirectoryPreserve", "yes"),
            ("ProtectControlGroups", "yes"), ("ProtectSystem", "strict"),
            ("ReadWritePaths", [layout.state, layout.etc].joined(separator: " ")),
        ]
        for directive in bounds(own + UnitBounds.daemon) { unit.add(directive) }
        unit.section("Install", [("WantedBy", wantedBy)])
        return unit.text
    }

    /// It starts before the daemon in the order of stopping only: while the host goes down the daemon ends first, and
    /// takes no wrapper's end for a crash. Nobody but the daemon starts it at a boot, in the apps' `order:`.
    private var appText: String {
        let folder = UnitText.word(layout.apps) + "/%i"
        var command = [UnitText.word(programs + "/slipway-wrapper"), "--app", folder, "--node-name", name]
        command += ["--secrets", UnitText.word(layout.secrets)]
        var unit = begun()
        unit.section(
            "Unit",
            [
                ("Description", "Slipway app %i"), ("After", "local-fs.target network.target"),
                ("Before", Self.daemon), ("StartLimitIntervalSec", "0"), ("CollectMode", "inactive-or-failed"),
            ])
        unit.section(
            "Service",
            [
                ("Type", "notify"), ("NotifyAccess", "main"),
                ("ExecStartPre", "-" + UnitText.word(programs + "/slipway-wrapper") + " --make-way"),
                ("ExecStart", command.joined(separator: " ")), ("Environment", "SWIFT_BACKTRACE=enable=no"),
                ("Restart", "on-failure"), ("RestartPreventExitStatus", "64 75"), ("RestartSec", "500ms"),
                ("WatchdogSec", "300"), ("FileDescriptorStoreMax", "64"),
                ("TimeoutStartSec", "25"), ("TimeoutStopSec", "15min"),
                ("KillMode", "process"), ("OOMPolicy", "continue"), ("Delegate", "yes"), ("TasksMax", "32768"),
                ("LimitNOFILE", "1024:1048576"),
            ])
        for directive in bounds([("ProtectSystem", "full")] + UnitBounds.wrapper) { unit.add(directive) }
        return unit.text
    }

    /// Once the daemon has failed five times: a version on trial is taken back, the apps that are wanted run whatever
    /// becomes of the daemon, and that is tried again.
    private var comeBackText: String {
        let apps = UnitText.word(layout.apps)
        let each =
            "for want in \(apps)/*/want.json; do app=$${want%%/want.json}; "
            + "\(systemctl) --no-block start slipway-app@$${app##*/}.service; done"
        let again = "sleep 10; \(systemctl) reset-failed \(Self.daemon); \(systemctl) --no-block start \(Self.daemon)"
        let returning = [library + "/previous/slipwayd", "return"] + (root.map { ["--root", $0] } ?? [])
        var unit = begun()
        unit.section("Unit", [("Description", "Slipway, after its daemon has failed again and again")])
        unit.section(
            "Service",
            [
                ("Type", "oneshot"), ("ExecStart", "-" + returning.map(UnitText.word).joined(separator: " ")),
                ("ExecStart", "-/bin/sh -c '\(each)'"), ("ExecStart", "-/bin/sh -c '\(again)'"),
                ("NoNewPrivileges", "yes"),
            ])
        return unit.text
    }

    /// The daemon may not write below /etc; this may, and little else.
    private var accountText: String {
        var unit = begun()
        unit.section(
            "Unit", [("Description", "The user of the Slipway app %i"), ("CollectMode", "inactive-or-failed")])
        unit.section(
            "Service",
            [
                ("Type", "oneshot"), ("ExecStart", UnitText.word(programs + "/slipwayd") + " user add %i"),
                ("TimeoutStartSec", "25"), ("ProtectSystem", "strict"), ("ReadWritePaths", "/etc"),
                ("PrivateTmp", "yes"), ("PrivateNetwork", "yes"), ("ProtectControlGroups", "yes"),
                ("MemoryDenyWriteExecute", "yes"),
            ])
        for directive in bounds(UnitBounds.accounts) where directive.0 != "RestrictAddressFamilies" {
            unit.add(directive)
        }
        unit.add(("RestrictAddressFamilies", "AF_UNIX"))
        return unit.text
    }
}
