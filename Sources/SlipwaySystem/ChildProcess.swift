import CSlipwayLinux
import Glibc
package import SlipwayModel

/// What to start, and how.
package struct LaunchRequest: Sendable {
    package var path: String
    package var arguments: [String]
    package var environment: [String: String]
    package var folder: String?
    /// Element i becomes descriptor i of the child; -1 is /dev/null. Nothing else is inherited.
    package var descriptors: [Int32]
    package var newSession: Bool
    package var openFiles: Int64
    package var umask: UInt32
    /// A variable that tells the child its own pid, as `sd_listen_fds(3)` wants it.
    package var pidVariable: String?
    /// The folders of the control groups that the child joins before it is its program.
    package var groups: [String]
    /// A file that the child writes its pid to before it is the program; -1 for none.
    package var birth: Int32
    /// How readily the kernel ends it when memory is short; nil is as readily as us.
    package var oomScore: Int32?
    /// The user that it runs as; nil is ours.
    package var user: HostUser?
    /// It works when nobody else wants to, and ends with the thread that has started it.
    package var isBackground = false
    /// The one folder below which it may change files, where the kernel can see to that; nil is any. What is bounded so
    /// ends with the thread that has started it.
    package var writable: String?

    /// `arguments` are without the program's own name.
    package init(
        path: String, arguments: [String], environment: [String: String], folder: String? = nil,
        descriptors: [Int32] = [-1, 1, 2], newSession: Bool = false, openFiles: Int64 = 0, umask: UInt32 = 0o022,
        pidVariable: String? = nil, groups: [String] = [], birth: Int32 = -1
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.descriptors = descriptors
        self.newSession = newSession
        self.openFiles = openFiles
        self.umask = umask
        self.pidVariable = pidVariable
        self.groups = groups
        self.birth = birth
    }
}

/// How a process ended.
package enum Ending: Hashable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    /// It was not our child, so nobody can tell.
    case unknown

    package var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let number): "signal \(number)"
        case .unknown: "ending not known"
        }
    }
}

/// A process held by a pidfd: signals reach it and no other, also after its pid has come round again.
package final class ChildProcess: Sendable {
    package let pid: Int32
    package let pidfd: OpenFile
    /// Ours to wait for; an adopted process is so only when an earlier program of this process has started it.
    package let isChild: Bool

    /// Why it is not in a control group that it should have joined: the kernel's reason, by the group's folder.
    package let unjoined: [String: String]
    /// Why it does not have the `oomScore` that it should have.
    package let unscored: String?

    private init(
        pid: Int32, _ pidfd: OpenFile, isChild: Bool, unjoined: [String: String] = [:], unscored: String? = nil
    ) {
        self.pid = pid
        self.pidfd = pidfd
        self.isChild = isChild
        self.unjoined = unjoined
        self.unscored = unscored
    }

    package static func launch(_ request: LaunchRequest) throws -> ChildProcess {
        let arguments = CStrings([request.path] + request.arguments)
        let environment = CStrings(request.environment.map { "\($0.key)=\($0.value)" })
        let groups = CStrings(request.groups.map { $0 + "/cgroup.procs" })
        var ownPid: UnsafeMutablePointer<CChar>?
        if let name = request.pidVariable { ownPid = environment.append("\(name)=", room: 10) }
        var errors = [Int32](repeating: 0, count: request.groups.count + 1)
        var pidfd: Int32 = -1
        let pid = withExtendedLifetime((arguments, environment, groups)) {
            request.descriptors.withUnsafeBufferPointer { descriptors in
                errors.withUnsafeMutableBufferPointer { errors in
                    request.path.withCString { path in
                        withOptionalCString(request.folder) { folder in
                            withOptionalCString(request.writable) { writable in
                                var call = slw_spawn(
                                    path: path, argv: arguments.pointers, envp: environment.pointers,
                                    directory: folder, descriptors: descriptors.baseAddress,
                                    descriptor_count: Int32(descriptors.count),
                                    new_session: request.newSession ? 1 : 0, nofile: request.openFiles,
                                    oom_score_adj: request.oomScore ?? Int32.min,
                                    uid: request.user?.uid ?? uid_t.max, gid: request.user?.gid ?? gid_t.max,
                                    umask_bits: mode_t(request.umask), own_pid: ownPid,
                                    groups: groups.constants, group_count: Int32(errors.count - 1),
                                    group_errors: errors.baseAddress, birth: request.birth,
                                    background: request.isBackground ? 1 : 0, writable: writable)
                                return slw_spawn(&call, &pidfd)
                            }
                        }
                    }
                }
            }
        }
        if pid < 0 { throw SystemError("start", request.path, -pid) }
        let failed = zip(request.groups, errors).filter { $0.1 != 0 }
        let unjoined = failed.map { ($0.0, SystemError("join", $0.0, $0.1).reason) }
        return ChildProcess(
            pid: pid, OpenFile(owning: pidfd), isChild: true, unjoined: Dictionary(unjoined) { $1 },
            unscored: errors.last.flatMap { $0 == 0 ? nil : SystemError("set", "oom_score_adj", $0).reason })
    }

    /// Takes hold of a running process that somebody else started; nil when that very process is gone.
    package static func adopt(_ identity: ProcessIdentity) -> ChildProcess? { held(identity, asChild: false) }

    /// The same for a process that the program which this process was before may have started: then it is waited for
    /// here, also when it has ended meanwhile.
    package static func takeBack(_ identity: ProcessIdentity) -> ChildProcess? { held(identity, asChild: true) }

    private static func held(_ identity: ProcessIdentity, asChild: Bool) -> ChildProcess? {
        let pidfd = slw_pidfd_open(identity.pid)
        if pidfd < 0 { return nil }
        let file = OpenFile(owning: pidfd)
        // Looked at after the pidfd is held, so that the pid cannot change hands in between.
        guard let line = ProcessLine(of: identity.pid), line.identity == identity else { return nil }
        let isChild = asChild && line.parent == getpid()
        return line.isAlive || isChild ? ChildProcess(pid: identity.pid, file, isChild: isChild) : nil
    }

    /// nil while it runs; waits no longer than `milliseconds` (-1: for ever).
    package func ending(within milliseconds: Int32 = 0) -> Ending? {
        var entry = pollfd(fd: pidfd.fd, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return nil }
        guard isChild else { return .unknown }
        var code: Int32 = 0
        var status: Int32 = 0
        // One that a tracer holds back for a moment has ended and cannot be waited for yet.
        let result = slw_pidfd_wait(pidfd.fd, &code, &status, milliseconds < 0 ? 0 : 1)
        if result == 0 { return nil }
        if result < 0 { return .unknown }
        let cldExited: Int32 = 1
        return code == cldExited ? .exited(status) : .signalled(status)
    }

    package func signal(_ number: Int32) {
        _ = slw_pidfd_send_signal(pidfd.fd, number)
    }

    /// Signals the whole session group the process leads; the pidfd is asked first, so that the number is still its own.
    package func signalGroup(_ number: Int32) {
        if slw_pidfd_send_signal(pidfd.fd, 0) == 0, getpgid(pid) == pid {
            kill(-pid, number)
        } else {
            signal(number)
        }
    }
}

private func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
