import CSlipwayLinux
import Glibc
package import SlipwayModel

/// What /proc tells.
package enum ProcessTable {
    /// nil when there is no such process, or it is a zombie.
    package static func identity(of pid: Int32) -> ProcessIdentity? {
        guard let line = ProcessLine(of: pid), line.isAlive else { return nil }
        return line.identity
    }

    package static var own: ProcessIdentity {
        identity(of: getpid()) ?? ProcessIdentity(pid: getpid(), startTime: 0)
    }

    /// Changes with each boot of the kernel.
    package static func bootId() -> String {
        let text = (try? Files.text("/proc/sys/kernel/random/boot_id")) ?? ""
        return String(text.prefix { $0 != "\n" })
    }

    /// A duplicate of a socket that another process holds, found by its inode; nil where the kernel forbids it.
    package static func borrowSocket(inode: UInt64, from pid: Int32) -> OpenFile? {
        let pidfd = slw_pidfd_open(pid)
        if pidfd < 0 { return nil }
        let holder = OpenFile(owning: pidfd)
        for name in (try? Files.names(in: "/proc/\(pid)/fd")) ?? [] {
            guard let target = try? Files.linkTarget("/proc/\(pid)/fd/\(name)"), target == "socket:[\(inode)]",
                let number = Int32(name)
            else { continue }
            let fd = slw_pidfd_getfd(holder.fd, number)
            if fd >= 0 { return OpenFile(owning: fd) }
        }
        return nil
    }

    /// Gives free memory back to the kernel: worth its time before a long rest only.
    package static func trimMemory() { slw_trim_heap() }
    /// All threads take their memory from one place, so that what a short one has freed serves the next.
    package static func shareOneHeap() { slw_share_one_heap() }
    package static func becomeSubreaper() { _ = slw_become_subreaper() }
    /// First thing in `main` of a static program.
    package static func configureStaticLookups() { _ = slw_configure_static_lookups() }

    /// The name of a user, from /etc/passwd; the number when it has none there.
    package static func userName(_ uid: UInt32) -> String {
        for line in ((try? Files.text("/etc/passwd")) ?? "").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[2] == "\(uid)" { return String(fields[0]) }
        }
        return "uid \(uid)"
    }

    package static func environment() -> [String: String] {
        var all: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                all[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return all
    }
}
