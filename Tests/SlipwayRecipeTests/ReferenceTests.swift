import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

/// The annotated references of the language load, and show every key there is.
struct ReferenceTests {
    private static let top = parent(of: parent(of: parent(of: #filePath)))
    private static let names = ["reference", "reference-java", "reference-exec"]

    private func file(_ name: String) -> String { "\(Self.top)/recipes/\(name).yaml" }

    /// Every key that a file uses, as `switch.trial` or `health[].every`; keys of the user's own are left out.
    private func paths(of name: String) throws -> Set<String> {
        let known = Set(RecipeSchema.schema.paths)
        var named: Set<String> = []
        func collect(_ value: WrittenValue, _ path: String) {
            switch value.content {
            case .map(let entries):
                for entry in entries {
                    let inner = path.isEmpty ? entry.key : path + "." + entry.key
                    if known.contains(inner) { named.insert(inner) }
                    collect(entry.value, inner)
                }
            case .list(let items): for item in items { collect(item, path + "[]") }
            case .scalar, .nothing: break
            }
        }
        collect(try WrittenFile.read(file(name)), "")
        return named
    }

    @Test func theReferenceForTomcatIsTrue() throws {
        let recipe = try RecipeLoader.load(file("reference"))
        #expect(recipe.name == ReleaseName(name: "shop", version: "1.4.2"))
        #expect(recipe.webapps.map(\.context) == ["/", "/admin"])
        #expect(recipe.start.warmUp == ["/", "/search?q=x"])
        #expect(recipe.restart == RestartPolicy())
        #expect(recipe.cluster == ServiceSpec.Cluster(name: "shop", sessions: .static))
        #expect(
            recipe.limits
                == ServiceSpec.Limits(memory: 1 << 30, cpu: 200, nofile: 65_536, processes: 4096, oomScore: 100))
        #expect(recipe.logs == ServiceSpec.Logs(whenFull: .drop))
        #expect(recipe.incidents == ServiceSpec.Incidents())
        #expect(recipe.shared == ["uploads"])
        #expect(recipe.hooks.preStart == "bin/clear-cache")
        #expect(recipe.steps.map(\.at) == [.beforeAdmit, .afterAdmit])
        #expect(recipe.steps.first?.do.map(\.value) == ["bin/migrate", "up", "--to", "{{version}}"])
        #expect(recipe.steps.first?.undo?.map(\.value) == ["bin/migrate", "down"])
        #expect(recipe.steps.map(\.deadline) == [.seconds(300), .seconds(60)])
        #expect(
            recipe.health.map(\.title) == [
                "http /health", "https /health", "tcp http", "exec bin/check", "heartbeat uploads/beat",
                "jvm deadlock", "jvm heap", "log java.lang.OutOfMemoryError", "jvm gc", "jvm threads", "jvm classes",
            ])
        #expect(recipe.health.map(\.failures) == [3, 3, 3, 3, 1, 1, 6, 1, 6, 3, 3])
        #expect(recipe.health.compactMap(\.above) == [95, 90, 500, 100_000])
        // What the file says of the checks of every Java VM.
        #expect(Array(recipe.health[5...7]) == HealthCheck.usualOfJava)
        #expect(recipe.files.files["bin/check"]?.executable == true)
        #expect(recipe.files.files["app/limits.conf"]?.text?.contains("${node.name}") == true)
        #expect(recipe.properties.first { $0.key == "db.password" }?.value == "${secret:shop-db-password}")
        #expect(recipe.properties.first { $0.key == "tls.keystore" }?.value == "${secret-file:shop-keystore}")
        #expect(recipe.env.first { $0.key == "MAIL_TOKEN" }?.value == "${secret:shop-mail-token}")
    }

    @Test func theReferenceForJavaIsTrueInBothOfItsForms() throws {
        let recipe = try RecipeLoader.load(file("reference-java"))
        guard case .java(let java, .own) = recipe.program, case .main(let name, let path) = java.entry else {
            Issue.record("no class is run")
            return
        }
        #expect(name == "dev.slipway.reference.Quotes")
        #expect(path == ["lib/quotes.jar"])
        #expect(java.arguments.map(\.value) == ["${listen.http}", "${file:data/quotes.txt}"])
        let folder = try TemporaryFolder("reference")
        let lines = try Files.text(file("reference-java")).split(separator: "\n").filter {
            !$0.contains("main:") && !$0.contains("class-path:") && !$0.contains("- lib/*.jar")
        }
        let text = lines.joined(separator: "\n").replacing("#   jar: lib", with: "#")
            .replacing("java:\n", with: "java:\n  jar: lib/quotes.jar\n")
            .replacing("from: reference/", with: "from: \(Self.top)/recipes/reference/")
        try folder.write("recipe.yaml", text)
        guard case .java(let other, .own) = try RecipeLoader.load(folder.path).program,
            case .jar("lib/quotes.jar") = other.entry
        else {
            Issue.record("no jar is run")
            return
        }
    }

    @Test func theReferenceForAnyProgramIsTrue() throws {
        let recipe = try RecipeLoader.load(file("reference-exec"))
        #expect(recipe.sockets == .inherited)
        #expect(recipe.switch.mode == .handover)
        guard case .exec(let exec, .inherited) = recipe.program else {
            Issue.record("no program is run")
            return
        }
        #expect(exec.command.first?.value == "bin/run")
        #expect(exec.directory == "public")
        #expect(recipe.steps.map { $0.do.map(\.value) } == [["tools/check"]])
        #expect(recipe.steps.map(\.at) == [.beforeStart])
    }

    @Test func everyKeyIsShownInOneOfThem() throws {
        let shown = try Self.names.reduce(into: Set<String>()) { $0.formUnion(try paths(of: $1)) }
        // Shown in a comment: it takes the place of `main`, and is loaded above.
        #expect(try Files.text(file("reference-java")).contains("#   jar: lib/quotes.jar"))
        let missing = Set(RecipeSchema.schema.paths).subtracting(shown).subtracting(["java.jar"])
        #expect(missing == [])
    }

    @Test func theSchemaForEditorsIsTheOneInTheBooks() throws {
        let fresh = try RecipeSchema.jsonSchema
        let committed = try? Files.text(Self.top + "/docs/recipe.schema.json")
        if committed != fresh {
            try Folders.make(Self.top + "/.build")
            try DurableFile.replaceVolatile(Self.top + "/.build/recipe.schema.json", with: Array(fresh.utf8))
        }
        #expect(
            committed == fresh, "the table has changed: cp .build/recipe.schema.json docs/recipe.schema.json")
        #expect(try RecipeSchema.jsonSchema == fresh)
    }

    @Test func theSchemaForEditorsKnowsEveryKeyAndTheReferencesFitIt() throws {
        let schema = try JSONText.value(EditorSchema.self, from: Array(RecipeSchema.jsonSchema.utf8))
        for path in RecipeSchema.schema.paths {
            let node = try #require(schema.node(at: path), "\(path) is not in the schema")
            #expect(node.description?.isEmpty == false, "\(path) has no description")
        }
        for name in Self.names {
            #expect(schema.faults(of: try WrittenFile.read(file(name)), "") == [], "\(name)")
        }
        let bad = try WrittenFile.parse("name: shop\nkeep: [ 5 ]\nhelth: x\nsteps: [ { do: { a: b } } ]\n", file: "t")
        #expect(
            schema.faults(of: bad, "") == ["keep is no integer", "helth is unknown", "stepsdo is no string or array"])
    }
}

/// As much of JSON Schema as shows whether a file has the shape it tells.
private final class EditorSchema: Decodable {
    let type: Kind?
    let description: String?
    let properties: [String: EditorSchema]?
    let items: EditorSchema?
    let additionalProperties: Rest?
    let required: [String]?
    let anyOf: [EditorSchema]?

    enum Kind: Decodable {
        case one(String)
        case several([String])
        init(from decoder: any Decoder) throws {
            let place = try decoder.singleValueContainer()
            if let name = try? place.decode(String.self) {
                self = .one(name)
            } else {
                self = .several(try place.decode([String].self))
            }
        }
        var names: [String] {
            switch self {
            case .one(let name): [name]
            case .several(let names): names
            }
        }
    }

    enum Rest: Decodable {
        case allowed(Bool)
        case schema(EditorSchema)
        init(from decoder: any Decoder) throws {
            let place = try decoder.singleValueContainer()
            if let flag = try? place.decode(Bool.self) {
                self = .allowed(flag)
            } else {
                self = .schema(try place.decode(EditorSchema.self))
            }
        }
    }

    func node(at path: String) -> EditorSchema? {
        var node: EditorSchema? = self
        for part in path.split(separator: ".") {
            let isList = part.hasSuffix("[]")
            let groups = [node?.properties] + (node?.anyOf ?? []).map(\.properties)
            node = groups.compactMap { $0?[String(isList ? part.dropLast(2) : part)] }.first
            if isList { node = node?.items }
        }
        return node
    }

    func faults(of value: WrittenValue, _ path: String) -> [String] {
        if let anyOf {
            if anyOf.contains(where: { $0.faults(of: value, path).isEmpty }) { return [] }
            return ["\(path) is no " + anyOf.flatMap { $0.type?.names ?? [] }.joined(separator: " or ")]
        }
        switch value.content {
        case .map(let entries):
            guard let properties else { return type == nil || type?.names == ["object"] ? [] : [fault(path)] }
            let missing = (required ?? []).filter { name in !entries.contains { $0.key == name } }
            return missing.map { "\($0) is missing" }
                + entries.flatMap { entry in
                    properties[entry.key]?.faults(of: entry.value, path + entry.key) ?? [
                        "\(path)\(entry.key) is unknown"
                    ]
                }
        case .list(let list): return items.map { item in list.flatMap { item.faults(of: $0, path) } } ?? [fault(path)]
        case .scalar, .nothing:
            let names = type?.names ?? ["string"]
            return names.contains("object") || names.contains("array") ? [fault(path)] : []
        }
    }

    private func fault(_ path: String) -> String { "\(path) is no \(type?.names.joined(separator: " or ") ?? "value")" }
}
