import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Decides what each layer of a release holds: checked paths, every folder above them, the components in their order.
/// Two components may share a folder, never a file.
struct TreePlan {
    struct Layer {
        var component: Component
        /// Every folder, parents included.
        var folders: Set<String> = []
        var files: [String: TreeSource] = [:]
    }
    private(set) var layers: [Layer] = []

    init(_ tree: ReleaseTree) throws {
        var seen = Seen()
        for part in tree.components.sorted(by: { $0.component < $1.component }) {
            if layers.last?.component == part.component {
                throw BundleError(
                    "seal", tree.name.description, "the component \(part.component.rawValue) is there twice")
            }
            var layer = Layer(component: part.component)
            let place = "the \(part.component.rawValue) of \(tree.name)"
            for folder in part.folders {
                let path = try SafePath.check(folder, in: place)
                layer.folders.formUnion(Self.above(path) + [path])
            }
            for file in part.files {
                let path = try SafePath.check(file.path, in: place)
                try seen.add(file: path, by: part.component)
                layer.files[path] = file
                layer.folders.formUnion(Self.above(path))
            }
            if layer.files.isEmpty && layer.folders.isEmpty { continue }
            seen.folders.formUnion(layer.folders)
            layers.append(layer)
        }
        if layers.isEmpty { throw Refusal(.badInput, "\(tree.name) would hold no file") }
        try seen.check()
    }

    static func above(_ path: String) -> [String] {
        var folders: [String] = []
        var folder = parent(of: path)
        while folder != "." {
            folders.append(folder)
            folder = parent(of: folder)
        }
        return folders
    }

    private struct Seen {
        var files: [String: Component] = [:]
        var folders: Set<String> = []
        private var twins = NameTwins()

        mutating func add(file path: String, by component: Component) throws {
            if let other = files.updateValue(component, forKey: path) {
                throw Refusal(
                    .badInput, "the file \(path) is in the release twice (\(other.rawValue) and \(component.rawValue))",
                    hint: "leave one of the two out")
            }
        }

        mutating func check() throws {
            for path in folders.sorted() + files.keys.sorted() {
                if OwnFolder.holds(path) {
                    throw Refusal(
                        .badInput, "the release would hold \(path), where a node writes its own record",
                        hint: "choose another place than \(OwnFolder.name)/")
                }
                if !NameTwins.isComposed(path) {
                    throw Refusal(
                        .badInput, "the release would hold \(path), whose accents are characters of their own",
                        hint: "rename it: convmv -f utf8 -t utf8 --nfc --notest does that for a whole folder")
                }
                if let twin = twins.add(path) {
                    throw Refusal(
                        .badInput, "the release is refused: \(NameTwins.words(path, twin))",
                        hint: "some file systems take the two for one file: give one another name")
                }
            }
            if let clash = folders.sorted().first(where: { files[$0] != nil }) {
                throw Refusal(
                    .badInput, "\(clash) is a file and a folder in the release",
                    hint: "give one of the two another name")
            }
        }
    }
}
