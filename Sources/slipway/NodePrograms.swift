import SlipwayBundle
import SlipwayModel
import SlipwaySystem

/// The programs that an installer carries: those beside the running one.
enum NodePrograms {
    /// Refuses with 65 what cannot run on the release's platform; tells of what needs more of a host than a kernel.
    static func folder(for platform: Platform, tell: (String) -> Void) throws -> String {
        let folder = parent(of: try Files.real("/proc/self/exe"))
        for name in NodeStatement.names {
            let path = folder + "/" + name
            guard try Files.facts(path, following: true)?.kind == .file else {
                throw Refusal(
                    .failed, "a part of Slipway is missing: \(path)", hint: "install Slipway again, or run `make build`"
                )
            }
            let header = try ProgramHeader(OpenFile.read(path))
            guard let header, header.architecture == platform.architecture else {
                throw Refusal(
                    .badInput, "\(path) is no program for \(platform), which the release is for",
                    hint: "make the installer with a Slipway for \(platform)")
            }
            if !header.isStatic {
                tell("\(name) is not linked statically: the installer runs only where this host's libraries are")
            }
        }
        return folder
    }
}
