package import SlipwayModel

/// Decides by a wrapper's status how far a start has come; nil as long as it is on its way.
package enum StartProgress: Equatable, Sendable {
    case serves
    case failed(String)
    /// Something outside the app is in the way, such as a taken port; it may go away.
    case troubled(String)

    /// `besides`: the incarnation that ran before and does not count.
    package init?(_ status: WrapperStatus, _ generation: Int, besides: Int?) {
        guard let slot = status.slot(generation) else { return nil }
        // One on its way out serves and complains no more, and its inherited socket keeps the port.
        if status.slots.contains(where: { $0.phase == .stopping }) { return nil }
        if slot.admitting, slot.process != nil, slot.incarnation != besides {
            self = .serves
        } else if let trouble = status.trouble {
            self = .troubled(trouble)
        } else if let complaint = slot.complaint {
            self = .failed(complaint)
        } else if slot.phase == .failed {
            self = .failed("it keeps ending: \(slot.exits.last?.how ?? "ending not known")")
        } else {
            return nil
        }
    }
}
