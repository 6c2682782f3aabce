import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayProvision

/// Hosts that ssh reaches without a network: each is an sshd of its own, started for one connection by `ProxyCommand`,
/// with its own keys and its own place for the file. No sshd of the system is touched.
final class FarHosts {
    let folder: TemporaryFolder
    /// What is given to ssh.
    var options: [String] { ["-F", folder("config")] }

    static let sshd = "/usr/sbin/sshd"

    init() throws {
        folder = try TemporaryFolder("ssh")
        try Folders.make(folder.path)
        try Disk.chmod(folder.path, 0o700)
        for key in ["host", "strange", "user"] {
            let made = try Command.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder(key)])
            try #require(made.succeeded, "\(made)")
        }
        try folder.write("authorized", Files.text(folder("user.pub")), mode: 0o600)
        try folder.write("nobody", "", mode: 0o600)
        // Root's sshd wants it, and what starts Debian's at boot makes it.
        if geteuid() == 0 { try Folders.make("/run/sshd") }
        try folder.write("config", "", mode: 0o600)
    }

    /// `key` is the host's own; the one that is known is `host`.
    func add(_ name: String, key: String = "host", allowed: String = "authorized") throws {
        try Folders.make(folder(name))
        try folder.write(
            name + ".sshd",
            """
            HostKey \(folder(key))
            AuthorizedKeysFile \(folder(allowed))
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            PrintMotd no
            SetEnv XDG_CACHE_HOME=\(folder(name))/cache XDG_RUNTIME_DIR=\(folder(name))
            """)
        let known = try Files.text(folder("host.pub")).split(separator: " ").prefix(2).joined(separator: " ")
        try folder.write(name + ".known", "\(name) \(known)\n")
        let config = try Files.text(folder("config"))
        try folder.write(
            "config",
            config + """
                Host \(name)
                  ProxyCommand \(Self.sshd) -i -q -f \(folder(name)).sshd
                  HostKeyAlias \(name)
                  UserKnownHostsFile \(folder(name)).known
                  GlobalKnownHostsFile /dev/null
                  IdentityFile \(folder("user"))
                  IdentitiesOnly yes
                  IdentityAgent none
                  StrictHostKeyChecking yes

                """, mode: 0o600)
    }

    /// A small script in the place of an installer, with bytes behind it as a real one has.
    func installer(_ script: String, padding: Int = 3 << 20) throws -> InstallerCopy {
        let path = try folder.write(
            "shop.run", "#!/bin/sh\n" + script + "\nexit 0\n" + String(repeating: "x", count: padding))
        return try InstallerCopy(path)
    }

    func order(_ installer: InstallerCopy, _ hosts: String...) throws -> ProvisionOrder {
        var order = ProvisionOrder(installer: installer, hosts: try hosts.map { try RemoteHost($0) })
        order.options = options
        order.arguments = ["--yes"]
        order.usesSudo = false
        return order
    }

    func run(_ order: ProvisionOrder) throws -> (outcomes: [ProvisionOutcome], said: [String]) {
        let ssh = try #require(Command.find("ssh", in: "/usr/bin:/bin"))
        var said: [String] = []
        let outcomes = try ProvisionRound.run(order, ssh: ssh) { number, news in
            switch news {
            case .step(let text): said.append("\(order.hosts[number]): › \(text)")
            case .said(let text): said.append("\(order.hosts[number]): \(text)")
            case .copied, .ended: break
            }
        }
        return (outcomes, said)
    }

    /// What lies where the host keeps the file.
    func left(on name: String) throws -> [String] { try Files.names(in: folder(name) + "/cache/slipway") }
}
