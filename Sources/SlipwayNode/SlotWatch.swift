import SlipwayModel

/// Sees in a wrapper's status whether the process that is judged has died meanwhile.
struct SlotWatch {
    let generation: Int
    /// It has never run before this switch, so any end of it that nobody asked for is one too many.
    private let isFresh: Bool
    private var incarnation: Int?

    init(_ generation: Int, isFresh: Bool) {
        self.generation = generation
        self.isFresh = isFresh
    }

    mutating func death(_ status: WrapperStatus) -> String? {
        guard let slot = status.slot(generation) else { return nil }
        if let complaint = slot.complaint, !slot.ready { return complaint }
        if let incarnation, slot.incarnation != incarnation {
            return "its process ended: "
                + (slot.exits.last { $0.incarnation == incarnation }?.how ?? "ending not known")
        }
        if isFresh, let exit = slot.exits.first(where: { !$0.wanted }) { return "its process ended: \(exit.how)" }
        if slot.process != nil { incarnation = slot.incarnation }
        if slot.process == nil, let exit = slot.exits.last, exit.incarnation == slot.incarnation, !exit.wanted {
            return "its process ended: \(exit.how)"
        }
        return nil
    }
}
