import Glibc
import SlipwayModel
import SlipwaySystem

/// Finds what a slot's program may use of what was baked into its release: the second start command, and the options
/// of the node's archive.
struct WarmOptions {
    let slot: SlotLayout
    private let layout: NodeLayout

    init(_ slot: SlotLayout) {
        self.slot = slot
        layout = NodeLayout(of: slot.app)
    }

    /// nil: it starts as stock does. `say` is told of a file that cannot be read, which switches nothing off.
    func find(
        _ spec: ProgramSpec, _ configuration: Configuration, asStock: Bool, _ say: (String) -> Void
    ) -> [String]? {
        guard spec.warmStart != nil else { return nil }
        // A VM may even die of an archive that was damaged where it lies.
        if asStock {
            say("starts without what its release knows, for its last start ended before it was ready")
            return nil
        }
        let subject = ArchivePlan.Subject(
            warmStart: spec.warmStart, jvm: spec.jvm, environment: spec.launch.env,
            overrides: configuration.overrides,
            user: HostUser.archiveOwner(ofApp: slot.app.name, state: layout.state), memory: spec.limits.memory,
            switches: switches(say))
        if subject.isOff { return nil }
        guard case .archive(let plan) = ArchivePlan.decide(subject), isGood(plan.key) else { return [] }
        return ArchivePlan.options(archive: layout.archive(plan.key), log: slot.archiveLog) ?? []
    }

    private func switches(_ say: (String) -> Void) -> NodeSwitches {
        guard Files.exists(layout.settings) else { return NodeSwitches() }
        do {
            return NodeSwitches(warmStart: try JSONFile.read(layout.settings) { try $0.optionalFlag("warmStart") })
        } catch {
            say("\(SuperviseError.sentence(error)); the warm start stays on")
            return NodeSwitches()
        }
    }

    /// What another user could have put there, or an interrupted copy has left, is not given to a program.
    private func isGood(_ key: String) -> Bool {
        guard !Files.exists(layout.refusal(key)), let folder = facts(layout.archives), folder.kind == .folder,
            let file = facts(layout.archive(key)), file.kind == .file
        else { return false }
        return isOurs(folder) && isOurs(file) && file.size >= ArchivePlan.smallest
    }

    private func facts(_ path: String) -> FileFacts? { (try? Files.facts(path)) ?? nil }

    private func isOurs(_ facts: FileFacts) -> Bool {
        (facts.owner == 0 || facts.owner == geteuid()) && facts.mode & 0o022 == 0
    }
}
