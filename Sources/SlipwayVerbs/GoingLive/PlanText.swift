import SlipwayControl
import SlipwayModel

/// A plan in words: what a deploy would change, and what would keep it from happening.
enum PlanText {
    static func lines(_ plan: PlanDocument) -> [String] {
        let end = "nothing was changed"
        if plan.nothing {
            let running = "\(plan.difference.to) already runs with this configuration; there is nothing to do"
            return [running, end]
        }
        var lines = ["\(plan.difference.to) would become generation \(plan.generation) of \(plan.app)"]
        lines += DifferenceText.body(plan.difference)
        lines.append("switch: " + mode(plan) + (plan.modeReason.map { ", \($0)" } ?? ""))
        lines += plan.steps.enumerated().map { "step \($0 + 1), \(moment($1.at)): " + command($1) }
        let needed = plan.memory.needed.map { ", \(ByteSize.words($0)) expected to be needed" } ?? ""
        lines.append("memory: \(ByteSize.words(plan.memory.available)) available\(needed)")
        lines.append("disk: \(Sizes.text(plan.bytes)) to unpack")
        if !plan.obstacles.isEmpty {
            lines.append("in the way now")
            lines += plan.obstacles.map { "  " + Terminal.toned("✗", .bad, to: 1) + " " + $0 }
        }
        return lines + [end]
    }

    private static func moment(_ moment: SwitchStep.Moment) -> String {
        switch moment {
        case .beforeStart: "before the new one starts"
        case .beforeAdmit: "before clients are let in"
        case .afterAdmit: "after clients are let in"
        case .beforeCommit: "after its trial"
        }
    }

    private static func command(_ step: SwitchStep) -> String {
        let undo = step.undo.map { $0.joined(separator: " ") + " undoes it" } ?? "nothing undoes it"
        return step.do.joined(separator: " ") + " within \(step.deadline); \(undo)"
    }

    private static func mode(_ plan: PlanDocument) -> String {
        plan.mode == "none" ? "none, nothing runs yet" : plan.mode
    }
}
