import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// Compiles the pages of web apps with a release's own Java and Tomcat, once for the same content.
struct PageCompiler {
    let store: DirectoryStore
    let jdk: ImportedImage
    let tomcat: ImportedImage
    /// The server's own deployment descriptor, and its properties as it is started with them.
    let webXml: [UInt8]
    let properties: [UInt8]
    let assets: BuildAssets
    let report: BuildReport
    /// Jars that the release puts beside Tomcat's own, by their names in it.
    var libraries: [PageLibrary] = []
    /// The recipe's own of the Java VM; only those count that set a property to what is known now.
    var options: [String] = []

    /// `shown` names the web app in words; `work` is an empty folder. Refuses a web app with a page that does not
    /// compile.
    func pages(of webapp: ExplodedWebApp, shown: String, work: String) throws -> CompiledPages {
        let plan = PagePlan(paths: webapp.files.keys)
        if plan.pages.isEmpty { return CompiledPages(pages: 0) }
        if PagePlan.isLeftToServer(paths: webapp.files.keys) { return CompiledPages() }
        if let context = try bytes(of: PagePlan.contextFile, in: webapp), PagePlan.isLeftToServer(context: context) {
            return CompiledPages()
        }
        let inputs = PageInputs(webapp, store)
        let key = try key(plan, inputs)
        if let memory = PageMemory(key, in: store),
            try inputs.digests(of: Array(memory.asked.keys)) == memory.asked
        {
            return memory.result
        }
        if try isLeftToServer(webapp, plan) {
            let asked = try inputs.digests(of: [PagePlan.descriptor])
            PageMemory(asked: asked, result: CompiledPages()).keep(key, in: store)
            return CompiledPages()
        }
        report(.step("compiling the pages of \(shown)"))
        let files = webapp.files.keys.filter { !ExplodedWebApp.isLibrary($0) }
        let before = try inputs.digests(of: files)
        let program = PageProgram(
            jdk: jdk, tomcat: tomcat, libraries: libraries, bake: try assets.path(.bake),
            settings: PageProgram.settings(options), folder: work)
        let said = try program.run(webapp.files, pages: plan.pages, webXml: webXml, properties: properties)
        if let refusal = PageFault.refusal(said.faults, shown: shown) { throw refusal }
        let result = try result(said, program)
        let asked = try inputs.digests(of: said.asked.filter { !ExplodedWebApp.isLibrary($0) })
        guard asked.allSatisfy({ before[$0.key, default: nil] == $0.value }) else {
            throw Refusal(.badInput, "\(shown) changed while it was read", hint: "build again when it is complete")
        }
        PageMemory(asked: asked, result: result).keep(key, in: store)
        return result
    }

    /// Told from the files that the key is made of, and from the web app's descriptor.
    private func isLeftToServer(_ webapp: ExplodedWebApp, _ plan: PagePlan) throws -> Bool {
        let server = PageServer(lib: tomcat.tree + "/lib")
        guard try server.canCompile(), !PagePlan.isLeftToServer(webXml: webXml),
            Set(libraries.map { lastName(of: $0.name) }).count == libraries.count
        else { return true }
        guard let descriptor = try bytes(of: PagePlan.descriptor, in: webapp) else { return false }
        if PagePlan.isLeftToServer(descriptor: descriptor) { return true }
        guard PagePlan.isSelective(descriptor: descriptor) else { return false }
        return try plan.libraries.contains { path in
            guard let jar = try webapp.files[path]?.content.path() else { return true }
            return JarNames.entries(of: jar)?.contains(where: PageServer.isResource) ?? true
        }
    }

    /// nil when there is no such file.
    private func bytes(of path: String, in webapp: ExplodedWebApp) throws -> [UInt8]? {
        guard let file = webapp.files[path] else { return nil }
        if case .bytes(let bytes) = file.content { return bytes }
        return try file.content.path().map { try Files.read($0) }
    }

    /// Of everything that the classes depend on and that can be told without compiling.
    private func key(_ plan: PagePlan, _ inputs: PageInputs) throws -> Digest {
        let jars = try Hashing.sha256(files: libraries.map(\.path) + [assets.path(.bake)]).map(\.digest)
        let own = [Hashing.sha256(webXml), Hashing.sha256(properties)] + jars
        var text = ([jdk.record.tree, tomcat.record.tree] + own).map { $0.hex + "\n" }.joined()
        for word in libraries.map(\.name) + [""] + PageProgram.settings(options) {
            text += "\(word.utf8.count) \(word)\n"
        }
        text += (plan.pages + [""] + plan.listed + [""]).joined(separator: "\n")
        text += try inputs.text(of: plan.libraries + plan.descriptions)
        return Hashing.sha256(Array(text.utf8))
    }

    private func result(_ said: PageReport, _ program: PageProgram) throws -> CompiledPages {
        guard said.isUsual else { return CompiledPages() }
        var result = CompiledPages(pages: said.pages, fragments: said.fragments)
        for path in said.classes + ["settings", "tags"] {
            result.files.append((path, try program.output(path)))
        }
        return result
    }
}
