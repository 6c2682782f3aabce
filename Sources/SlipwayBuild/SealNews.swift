import SlipwayBundle
import SlipwayModel

/// Says in words what the sealer reports.
enum SealNews {
    static func news(_ progress: SealProgress) -> BuildNews {
        switch progress {
        case .hashed(let component, let files, let bytes):
            .step("\(component.rawValue): \(files) files, \(Sizes.text(bytes))")
        case .reused(let component, let layer):
            .step("\(component.rawValue): unchanged, \(Sizes.text(layer.size)) packed")
        case .packing(let component, let done, let total):
            .progress("\(component.rawValue): packing", done: done, total: total)
        case .packed(let component, let layer): .step("\(component.rawValue): \(Sizes.text(layer.size)) packed")
        }
    }
}
