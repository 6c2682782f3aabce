import SlipwayModel

/// Tells how a keeper is started when its host boots, where no systemd does.
package struct BootAdvice: Hashable, Sendable {
    /// What starts the programs of a host.
    package enum Starter: Hashable, Sendable, CaseIterable {
        case inittab, runit, cron
    }

    /// The keeper's command line.
    package let command: String

    /// `program`: the link to the daemon that an upgrade moves. `root`: nil for the system's own node.
    package init(program: String, root: String?) {
        command = ([program, "keep"] + (root.map { ["--root", $0] } ?? [])).map(ShellWord.quoted).joined(separator: " ")
    }

    /// The one that a host has; cron where it has none of the others, or where the node is not root's.
    package static func starter(isRoot: Bool, exists: (String) -> Bool) -> Starter {
        if !isRoot { return .cron }
        if exists("/etc/runit") || exists("/etc/service") { return .runit }
        return exists("/etc/inittab") ? .inittab : .cron
    }

    /// The file it goes into.
    package func place(_ starter: Starter) -> String {
        switch starter {
        case .inittab: "/etc/inittab"
        case .runit: "/etc/service/slipway/run"
        case .cron: "crontab -e"
        }
    }

    /// What is to be written there.
    package func line(_ starter: Starter) -> String {
        switch starter {
        case .inittab: "slip:2345:respawn:\(command)"
        case .runit: "#!/bin/sh\nexec \(command)"
        case .cron: "@reboot \(command) --background"
        }
    }
}
