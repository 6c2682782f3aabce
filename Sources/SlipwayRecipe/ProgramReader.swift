import SlipwayModel
import SlipwaySystem

/// Reads what the app is: its web apps, its Java program or its command, each file of it found among `files`.
struct ProgramReader {
    let root: CheckedValue
    let file: String
    let runtime: ServiceSpec.Runtime
    let files: FileSet

    func program() throws -> Recipe.Program {
        switch runtime {
        case .tomcat: return .tomcat((root["webapps"]?.items ?? []).map(webapp))
        case .java:
            let group = root["java"] ?? root
            return .java(try java(group), sockets(group))
        case .exec:
            let group = root["exec"] ?? root
            return .exec(try exec(group), sockets(group))
        }
    }

    private func sockets(_ group: CheckedValue) -> ServiceSpec.Sockets {
        group["sockets"]?.text.flatMap(ServiceSpec.Sockets.init(rawValue:)) ?? .own
    }

    private func webapp(_ item: CheckedValue) -> Recipe.WebApp {
        Recipe.WebApp(
            source: joined(parent(of: file), item["war"]?.text ?? ""), context: item["context"]?.text ?? "/",
            properties: item["properties"].properties, place: item["war"]?.place ?? item.place)
    }

    private func java(_ group: CheckedValue) throws -> Recipe.Java {
        let arguments = (group["arguments"]?.items ?? []).map(\.word)
        switch (group["jar"], group["main"]) {
        case (let jar?, nil):
            if let path = group["class-path"] {
                throw path.place.refusal(
                    "`java.class-path` counts for nothing beside `java.jar`",
                    hint: "name the class with `main` instead of `jar`, and put the jar on the class path")
            }
            guard let path = jar.text, files.files[path] != nil else {
                throw jar.place.refusal("the jar \(jar.text ?? "") is not among `files`", hint: Self.fileHint)
            }
            return Recipe.Java(entry: .jar(path), arguments: arguments)
        case (nil, let main?):
            guard let written = group["class-path"] else {
                throw main.place.refusal(
                    "`java.class-path` is missing beside `java.main`", hint: "for example `class-path: [ lib/*.jar ]`")
            }
            let path = try written.items.flatMap(classPath)
            return Recipe.Java(entry: .main(main.text ?? "", classPath: path), arguments: arguments)
        case (let jar?, _?):
            throw jar.place.refusal(
                "`java.jar` and `java.main` are two ways to start the program", hint: "remove one of the two")
        case (nil, nil):
            throw group.place.refusal(
                "`java` does not say what is run", hint: "give it `jar: lib/app.jar`, or `main:` with `class-path:`")
        }
    }

    private static let fileHint = "add it, for example `files: [ { from: …, to: … } ]`"

    /// The jars of `lib/*.jar` in the order of their names, so that the path is the same on every node.
    private func classPath(_ item: CheckedValue) throws -> [String] {
        let path = item.text ?? ""
        guard path.hasSuffix("*.jar") else {
            guard files.files[path] != nil || files.hasFolder(path) else {
                throw item.place.refusal("\(path) of the class path is not among `files`", hint: Self.fileHint)
            }
            return [path]
        }
        let folder = path.dropLast(5)
        let jars = files.files.keys.filter {
            $0.hasPrefix(folder) && $0.hasSuffix(".jar") && !$0.dropFirst(folder.count).contains("/")
        }
        if jars.isEmpty {
            throw item.place.refusal("\(path) of the class path matches none of `files`", hint: Self.fileHint)
        }
        return jars.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private func exec(_ group: CheckedValue) throws -> Recipe.Exec {
        let words = group["command"]?.items ?? []
        if let first = words.first, let program = first.text, !program.hasPrefix("/"), !program.contains("${") {
            try FileRule.program(program, of: "exec.command", in: files, at: first.place)
        }
        if let word = words.first(where: { $0.text?.contains("${release}/jdk/") == true }),
            root["images"]?["jdk"] == nil
        {
            throw word.place.refusal(
                "the command uses the JDK of the release, and `images` names none",
                hint: "add `images: { jdk: jdk-17 }`")
        }
        return Recipe.Exec(command: words.map(\.word), directory: try directory(group["directory"]))
    }

    private func directory(_ value: CheckedValue?) throws -> String {
        guard let value, let path = value.text, path != "." else { return "." }
        guard ReleasePath.isSafe(path) else {
            throw value.place.refusal(
                "`exec.directory` must be `.` or a folder inside the release, not `\(path.shown)`",
                hint: "where the program may write are ${work}, ${temp} and ${shared}")
        }
        return path
    }
}

/// Decides whether a path names a program of the release.
enum FileRule {
    static func program(_ path: String, of key: String, in files: FileSet, at place: Place) throws {
        guard let file = files.files[path] else {
            throw place.refusal(
                "the program \(path.shown) of `\(key)` is not among `files`",
                hint: "add it there: `- { from: \(lastName(of: path).shown), to: \(path.shown), mode: \"0755\" }`"
            )
        }
        if !file.executable {
            throw place.refusal(
                "the program \(path) of `\(key)` may not be executed", hint: "add `mode: \"0755\"` to it in `files`")
        }
    }
}
