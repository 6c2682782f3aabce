import SlipwaySystem

/// Where a file lies that is gone with this program: `$TMPDIR`, else `/var/tmp`, which is on a disk, else `/tmp`.
enum TemporaryPlace {
    static func folder(_ environment: [String: String] = ProcessTable.environment()) -> String {
        if let given = environment["TMPDIR"], given.hasPrefix("/") { return given }
        return Files.isFolder("/var/tmp") ? "/var/tmp" : "/tmp"
    }
}
