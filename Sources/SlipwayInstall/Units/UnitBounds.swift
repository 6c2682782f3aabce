/// What the service manager takes away from the programs of a node; the reason of each directive stands in
/// docs/security.md.
enum UnitBounds {
    typealias Directive = (String, String)

    /// For what the host runs as root as well as for a user's own.
    static let everywhere: [Directive] = [
        ("NoNewPrivileges", "yes"),
        ("RestrictSUIDSGID", "yes"),
        ("RestrictRealtime", "yes"),
        ("RestrictNamespaces", "yes"),
        ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
        ("LockPersonality", "yes"),
        ("SystemCallArchitectures", "native"),
        ("UMask", "0022"),
    ]

    /// Only root's manager can do these.
    static let host: [Directive] = [
        ("ProtectHome", "yes"),
        ("ProtectKernelTunables", "yes"),
        ("ProtectKernelModules", "yes"),
        ("ProtectKernelLogs", "yes"),
        ("ProtectClock", "yes"),
        ("ProtectHostname", "yes"),
        ("PrivateDevices", "yes"),
    ]

    /// Of the daemon: it unpacks, gives files to the apps' users, becomes them for hooks and archives, sees what their
    /// processes have open, ends them, and tries ports before a switch.
    static let daemon = capabilities(
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "KILL", "SETGID", "SETUID", "SETPCAP",
        "NET_BIND_SERVICE", "SYS_PTRACE")

    /// Of a wrapper: the same without what only the worker's own confinement needs.
    static let wrapper = capabilities(
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "KILL", "SETGID", "SETUID", "NET_BIND_SERVICE",
        "SYS_PTRACE")

    /// Of what writes accounts: files of others, with their owners.
    static let accounts = capabilities("CHOWN", "DAC_OVERRIDE", "FOWNER")

    private static func capabilities(_ names: String...) -> [Directive] {
        [("CapabilityBoundingSet", names.map { "CAP_" + $0 }.joined(separator: " "))]
    }
}
