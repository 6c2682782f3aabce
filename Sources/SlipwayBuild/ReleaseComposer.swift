import SlipwayBundle
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem

/// Carries out a build plan: finds or renders every file of the release.
struct ReleaseComposer {
    let plan: BuildPlan
    let jdk: ImportedImage
    let tomcat: ImportedImage
    let assets: BuildAssets
    /// Web apps by their number.
    let webapps: [ExplodedWebApp]

    func tree() throws -> ReleaseTree {
        let components = try Component.allCases.map { component in
            var part = Part()
            for item in plan.items[component] ?? [] { try add(item, to: &part) }
            let files = part.files.keys.sorted().compactMap { part.files[$0] }
            return ComponentTree(component: component, folders: part.folders.sorted(), files: files)
        }
        return ReleaseTree(
            name: ReleaseName(name: plan.spec.name, version: plan.spec.version), platform: .linuxAMD64,
            spec: plan.spec, components: components)
    }

    private struct Part {
        var folders: Set<String> = []
        var files: [String: TreeSource] = [:]

        mutating func put(_ path: String, _ content: TreeSource.Content, executable: Bool = false) {
            files[path] = TreeSource(path: path, content: content, executable: executable)
        }
    }

    private func add(_ item: BuildPlan.Item, to part: inout Part) throws {
        switch item.origin {
        case .image(let image, let path):
            let tree = image == .jdk ? jdk.tree : tomcat.tree
            try addFolder(path.isEmpty ? tree : tree + "/" + path, at: item.target, to: &part)
        case .catalinaProperties:
            let text = try Files.text(tomcat.tree + "/conf/catalina.properties")
            part.put(item.target, .bytes(Array(try CatalinaProperties.extended(text, image: tomcat.name).utf8)))
        case .asset(let asset): part.put(item.target, .file(try assets.path(asset)))
        case .libraries(let number):
            for (path, file) in webapps[number].files where ExplodedWebApp.isLibrary(path) {
                part.put(item.target + "/" + path, .file(file))
            }
        case .pages(let number):
            for (path, file) in webapps[number].files where !ExplodedWebApp.isLibrary(path) {
                part.put(item.target + "/" + path, .file(file))
            }
            part.folders.formUnion(webapps[number].folders.map { item.target + "/" + $0 })
        case .template(let source): part.put(item.target, .bytes(try rendered(source, as: item.target)))
        case .serverTemplate:
            part.put(item.target, .bytes(try rendered(assets.path(.serverTemplate), as: item.target)))
        case .bytes(let bytes): part.put(item.target, .bytes(bytes))
        }
    }

    private func addFolder(_ folder: String, at target: String, to part: inout Part) throws {
        part.folders.insert(target)
        for (path, facts) in try Files.walk(folder) {
            if facts.kind == .folder {
                part.folders.insert(target + "/" + path)
            } else {
                part.put(target + "/" + path, .file(folder + "/" + path), executable: facts.executable)
            }
        }
    }

    private func rendered(_ source: String, as target: String) throws -> [UInt8] {
        let bytes = try Files.read(source)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.badInput, "the template \(source) is not UTF-8 text")
        }
        let escaping = Escaping.forFile(target)
        return Array(try plan.renderer.render(text, escaping: escaping) { "\(source):\($0)" }.utf8)
    }
}
