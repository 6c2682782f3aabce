import Glibc
package import SlipwayModel
import SlipwaySystem

/// The daemon as a program: what its process needs first, and a node run to its end.
package enum Daemon {
    /// To be called before anything else, for a worker too.
    package static func prepareProcess() {
        ProcessTable.configureStaticLookups()
        ProcessTable.shareOneHeap()
        // libarchive reads names by the locale; the host's may know no UTF-8.
        setlocale(LC_CTYPE, "C.UTF-8")
    }

    /// Serves until it is told to end. `wrapper`: the wrapper program; beside this program when nil. `keeping`: as the
    /// node was installed when nil.
    package static func run(
        root: String?, nodeName: String?, wrapper: String?, keeping: Keeping? = nil
    ) -> ExitCode {
        do {
            let program = try Files.real("/proc/self/exe")
            let configuration = NodeConfiguration(
                root: try root.map { path in
                    try NodeFolder.check(path)
                    try Folders.make(path)
                    return try Files.real(path)
                }, name: nodeName ?? hostName(), wrapper: wrapper ?? parent(of: program) + "/slipway-wrapper",
                daemon: program, version: Program.version, keeping: keeping)
            try Node(configuration).run()
            return .done
        } catch let refusal as Refusal {
            return complain(refusal)
        } catch let error as SystemError {
            return complain(error.refusal)
        } catch {
            return complain(Refusal(.failed, "\(error)"))
        }
    }

    private static func hostName() -> String {
        ((try? Files.text("/proc/sys/kernel/hostname")) ?? "node").filter { !$0.isWhitespace }
    }

    /// Says why on standard error.
    package static func complain(_ refusal: Refusal) -> ExitCode {
        let text = "slipwayd: \(refusal.sentence)\n" + (refusal.hint.map { "hint: \($0)\n" } ?? "")
        _ = write(2, text, text.utf8.count)
        return refusal.code
    }
}
