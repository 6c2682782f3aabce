import SlipwayModel

/// Decides what helps against a bundle that is refused, where the refusal does not say so itself.
enum BundleRemedy {
    static let hint = "fetch it again, or build it again: slipway build RECIPE --output FILE"

    static func told<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var refusal as Refusal where refusal.code == .badInput && refusal.hint == nil {
            refusal.hint = hint
            throw refusal
        }
    }
}
