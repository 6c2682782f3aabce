import CSlipwayLinux
import Glibc

/// Takes from this very process what it does not need, before it reads what is hostile and before it has a second
/// thread. What a kernel or host does not allow is told and left out.
package struct Confinement: Sendable {
    /// Bytes of address space.
    package var memory: Int64
    /// Seconds of a processor.
    package var processor: Int64
    /// Folders below which it may still read and write; nil where what it may open is not to be bounded.
    package var folders: [String]?
    /// It becomes a user who owns nothing, if it is root.
    package var isStranger: Bool
    /// As root it has to change what belongs to others.
    package var needsOthersFiles: Bool

    package init(memory: Int64, processor: Int64, folders: [String]?, isStranger: Bool, needsOthersFiles: Bool) {
        self.memory = memory
        self.processor = processor
        self.folders = folders
        self.isStranger = isStranger
        self.needsOthersFiles = needsOthersFiles
    }

    /// The exit status of a process that has met its bound of memory.
    package static let outOfMemory: Int32 = 71
    /// Bytes of one file, and files open at once.
    private static let largestFile: Int64 = 64 << 30
    private static let openFiles: Int64 = 256
    private static let nobody: UInt32 = 65534
    /// CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER.
    private static let overOthersFiles: UInt64 = 1 << 1 | 1 << 2 | 1 << 3

    /// What could not be had, in words.
    package func apply() -> [String] {
        var lacks: [String] = []
        func tell(_ what: String, _ result: Int32) {
            if result < 0 { lacks.append("\(what): \(SystemError("confine", what, -result).reason)") }
        }
        tell("no new privileges", slw_renounce_new_privileges())
        if let folders {
            let paths = CStrings(folders)
            tell("files (Landlock)", slw_confine_files(paths.constants, Int32(folders.count)))
        }
        if geteuid() == 0 {
            if isStranger { tell("another user", slw_become_stranger(Self.nobody, Self.nobody)) }
            // What is nobody has none any more.
            if geteuid() == 0 {
                tell("capabilities", slw_keep_capabilities(needsOthersFiles ? Self.overOthersFiles : 0))
            }
        }
        tell(
            "limits of memory and time",
            slw_limit_self(memory, processor, Self.largestFile, Self.openFiles, Self.outOfMemory))
        return lacks
    }
}
