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
    /// Ours to wait for; an adopted process is not.
    private let isChild: Bool

    /// Why it is not in a control group that it should have joined: the kernel's reason, by the group's folder.
    package let unjoined: [String: String]

    private init(pid: Int32, pidfd: Int32, isChild: Bool, unjoined: [String: String] = [:]) {
        self.pid = pid
        self.pidfd = OpenFile(owning: pidfd)
        self.isChild = isChild
        self.unjoined = unjoined
    }

    package static func launch(_ request: LaunchRequest) throws -> ChildProcess {
        let arguments = CStrings([request.path] + request.arguments)
        let environment = CStrings(request.environment.map { "\($0.key)=\($0.value)" })
        let groups = CStrings(request.groups.map { $0 + "/cgroup.procs" })
        var ownPid: UnsafeMutablePointer<CChar>?
        if let name = request.pidVariable { ownPid = environment.append("\(name)=", room: 10) }
        var errors = [Int32](repeating: 0, count: request.groups.count)
        var pidfd: Int32 = -1
        let pid = withExtendedLifetime((arguments, environment, groups)) {
            request.descriptors.withUnsafeBufferPointer { descriptors in
                errors.withUnsafeMutableBufferPointer { errors in
                    request.path.withCString { path in
                        withOptionalCString(request.folder) { folder in
                            var call = slw_spawn(
                                path: path, argv: arguments.pointers, envp: environment.pointers, directory: folder,
                                descriptors: descriptors.baseAddress, descriptor_count: Int32(descriptors.count),
                                new_session: request.newSession ? 1 : 0, nofile: request.openFiles,
                                oom_score_adj: Int32.min, umask_bits: mode_t(request.umask), own_pid: ownPid,
                                groups: groups.constants, group_count: Int32(errors.count),
                                group_errors: errors.baseAddress, birth: request.birth)
                            return slw_spawn(&call, &pidfd)
                        }
                    }
                }
            }
        }
        if pid < 0 { throw SystemError("start", request.path, -pid) }
        let failed = zip(request.groups, errors).filter { $0.1 != 0 }
        let unjoined = failed.map { ($0.0, SystemError("join", $0.0, $0.1).reason) }
        return ChildProcess(pid: pid, pidfd: pidfd, isChild: true, unjoined: Dictionary(unjoined) { $1 })
    }

    /// Takes hold of a running process that somebody else started; nil when that very process is gone.
    package static func adopt(_ identity: ProcessIdentity) -> ChildProcess? {
        let pidfd = slw_pidfd_open(identity.pid)
        if pidfd < 0 { return nil }
        let process = ChildProcess(pid: identity.pid, pidfd: pidfd, isChild: false)
        // Looked at after the pidfd is held, so that the pid cannot change hands in between.
        return ProcessTable.identity(of: identity.pid) == identity ? process : nil
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
