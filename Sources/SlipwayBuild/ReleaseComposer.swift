import SlipwayBundle
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem

/// Carries out a build plan: finds or renders every file of the release.
struct ReleaseComposer {
    let plan: BuildPlan
    /// Those that the plan uses.
    let images: [BuildPlan.Image: ImportedImage]
    let assets: BuildAssets
    let templates: RenderedTemplates
    /// Web apps by their number.
    let webapps: [ExplodedWebApp]
    let baked: BakedFiles

    func tree() throws -> ReleaseTree {
        let components = try Component.allCases.map { component in
            var part = Part()
            for item in plan.items[component] ?? [] { try add(item, to: &part) }
            for (path, content) in baked.files[component] ?? [:] { part.put(path, content) }
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

        mutating func put(
            _ path: String, _ content: TreeSource.Content, executable: Bool = false, known: TreeSource.Known? = nil
        ) {
            files[path] = TreeSource(path: path, content: content, executable: executable, known: known)
        }
    }

    private func add(_ item: BuildPlan.Item, to part: inout Part) throws {
        switch item.origin {
        case .image(let image, let path):
            let tree = try used(image).tree
            try addFolder(path.isEmpty ? tree : tree + "/" + path, at: item.target, to: &part)
        case .catalinaProperties:
            let tomcat = try used(.tomcat)
            let text = try Files.text(tomcat.tree + "/conf/catalina.properties")
            part.put(item.target, .bytes(Array(try CatalinaProperties.extended(text, image: tomcat.name).utf8)))
        case .asset(let asset): part.put(item.target, .file(try assets.path(asset)))
        case .libraries(let number):
            for (path, file) in webapps[number].files where ExplodedWebApp.isLibrary(path) {
                part.put(item.target + "/" + path, file.content, known: file.known)
            }
        case .pages(let number):
            for (path, file) in webapps[number].files where !ExplodedWebApp.isLibrary(path) {
                part.put(item.target + "/" + path, file.content, known: file.known)
            }
            part.folders.formUnion(webapps[number].folders.map { item.target + "/" + $0 })
        case .template, .serverTemplate: part.put(item.target, .bytes(templates.bytes(item)))
        case .serviceSpec: part.put(item.target, .bytes(try JSONText.bytes(plan.spec, pretty: true) + [10]))
        case .bytes(let bytes, let executable): part.put(item.target, .bytes(bytes), executable: executable)
        case .file(let path, let executable): part.put(item.target, .file(path), executable: executable)
        case .folder: part.folders.insert(item.target)
        }
    }

    private func used(_ image: BuildPlan.Image) throws -> ImportedImage {
        guard let imported = images[image] else {
            throw Refusal(.badInput, "\(plan.spec.name) \(plan.spec.version) needs an image that it does not name")
        }
        return imported
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
}
