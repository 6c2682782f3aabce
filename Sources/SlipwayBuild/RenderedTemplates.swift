import SlipwayModel
import SlipwayRecipe
import SlipwaySystem

/// The templates of a release, rendered before the long part of a build begins, so that a slip in one costs nothing.
struct RenderedTemplates {
    private var files: [BuildPlan.Item: [UInt8]] = [:]

    init(_ plan: BuildPlan, assets: BuildAssets) throws {
        for item in plan.items[.config] ?? [] {
            switch item.origin {
            case .template(let source): files[item] = try Self.rendered(source, as: item.target, plan.renderer)
            case .serverTemplate:
                files[item] = try Self.rendered(assets.path(.serverTemplate), as: item.target, plan.renderer)
            case .image, .catalinaProperties, .asset, .libraries, .pages, .serviceSpec, .bytes, .file, .folder:
                continue
            }
        }
    }

    func bytes(_ item: BuildPlan.Item) -> [UInt8] { files[item] ?? [] }

    private static func rendered(_ source: String, as target: String, _ renderer: TemplateRenderer) throws -> [UInt8] {
        let bytes = try Files.read(source)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(
                .badInput, "the template \(source) is not UTF-8 text", hint: "bring it in with `files`, as it is")
        }
        let result = try renderer.render(text, escaping: Escaping.forFile(target)) { "\(source):\($0)" }
        try checkSecrets(result, of: text, source)
        return Array(result.utf8)
    }

    /// Nobody fills in a secret's place there; by the name of a property it arrives.
    private static func checkSecrets(_ result: String, of text: String, _ source: String) throws {
        for mark in ["${secret:", "${secret-file:"] where result.utf8.firstRange(of: mark.utf8) != nil {
            let before = text.utf8.firstRange(of: mark.utf8).map { text.utf8[..<$0.lowerBound].count { $0 == 10 } }
            throw Place.line(file: source, number: 1 + (before ?? 0)).refusal(
                "a template cannot hold a secret's place, and this one makes `\(mark)…}`",
                hint: "write ${db.password}, the name of the property whose value the secret is")
        }
    }
}
