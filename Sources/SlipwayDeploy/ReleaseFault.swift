/// A failure that lies in the release with its configuration: tried again, it fails again.
struct ReleaseFault: Error {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
