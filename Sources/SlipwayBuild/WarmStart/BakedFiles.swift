import SlipwayBundle
import SlipwayModel

/// What was worked out for the start of a release: the files that hold it, and what the service description says of it.
struct BakedFiles {
    var spec: ServiceSpec.WarmStart?
    /// By component and path in the release.
    var files: [Component: [String: TreeSource.Content]] = [:]

    mutating func put(_ path: String, in component: Component, _ bytes: [UInt8]) {
        files[component, default: [:]][path] = .bytes(bytes)
    }
}
