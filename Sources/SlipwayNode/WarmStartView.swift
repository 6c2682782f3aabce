import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Tells what an app's program has of what was baked into its release, as far as files and counters tell.
enum WarmStartView {
    typealias Document = StatusDocument.WarmStart

    /// nil for a program without a warm start.
    static func document(_ desk: AppDesk, _ generation: Int, _ slot: WrapperStatus.Slot?) -> Document? {
        let layout = desk.configuration.layout
        guard let decision = try? desk.archive(of: generation, layout.switches) else { return nil }
        switch decision {
        case .none(.release): return nil
        case .none(.recipe): return Document(.off, "no archive: off in the recipe")
        case .none(.node): return Document(.off, "off on this node (node.json)")
        case .none(.app): return Document(.off, "off for this app on this node (\(NodeSwitches.warmStartKey))")
        case .none(.options(let words)): return Document(.none, words)
        case .archive(let plan):
            guard ArchiveShelf(layout: layout).canBeGiven(plan.key, desk.app.slotLayout(generation)) else {
                return Document(.none, "the node's folder has a name that a Java VM's options cannot hold")
            }
            return document(desk, plan, slot)
        }
    }

    private static func document(_ desk: AppDesk, _ plan: ArchivePlan, _ slot: WrapperStatus.Slot?) -> Document {
        let shelf = ArchiveShelf(layout: desk.configuration.layout)
        let progress = desk.archivist?.progress(plan.key, of: desk.name)
        if let slot, let process = slot.process, slot.ready,
            let present = present(desk, shelf, plan, slot.generation, process)
        {
            return present
        }
        if progress == .making { return Document(.making) }
        if let cause = shelf.refusal(plan.key) { return Document(.refused, cause) }
        if shelf.has(plan.key) {
            if case .madeAnew(let cause) = progress { return Document(.ready, cause) }
            return Document(.ready)
        }
        if case .failed(let cause) = progress { return Document(.failed, cause) }
        return Document(.none, "there is none yet")
    }

    /// Of a process that was started with the archive that lies there; nil for another.
    private static func present(
        _ desk: AppDesk, _ shelf: ArchiveShelf, _ plan: ArchivePlan, _ generation: Int, _ process: ProcessIdentity
    ) -> Document? {
        let log = desk.app.slotLayout(generation).archiveLog
        guard shelf.isOlder(plan.key, than: log) else { return nil }
        guard case .counters(let counters) = PerfFile(process).read(), let classes = counters.sharedClasses else {
            return Document(.used, "its classes are not counted")
        }
        if classes == 0, shelf.refusal(plan.key) != nil { return nil }
        if classes == 0 { return Document(.refused, ArchiveVerdict.cause(inLog: log)) }
        var document = Document(.used)
        document.classes = Int(clamping: classes)
        return document
    }
}
