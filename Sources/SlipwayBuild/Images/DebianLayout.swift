import SlipwayModel
import SlipwaySystem

/// Puts what Debian scatters over a system back into the layout of the upstream archives.
package struct DebianLayout {
    private let image: String
    private let packages: [ImageLock.Entry]

    package init(image: String, packages: [ImageLock.Entry]) {
        self.image = image
        self.packages = packages
    }

    package func jdk(_ unpacked: inout UnpackedFiles, strip: StripRules) throws -> ImageTreePlan {
        guard let home = Self.find("usr/lib/jvm", holding: "lib/modules", in: unpacked) else {
            throw Refusal(.badInput, "the packages of the image \(image) bring no JDK below usr/lib/jvm")
        }
        let authorities = try TrustedRoots.read(from: unpacked, folder: "usr/share/ca-certificates/mozilla")
        if !authorities.isEmpty {
            // Where the JDK's own link points; on an installed system a script would have made it.
            try unpacked.add("etc/ssl/certs/java/cacerts", JavaKeyStore.bytes(authorities))
        }
        var plan = ImageTreePlan(unpacked, strip: strip, image: image)
        try plan.take(home, to: "")
        return plan
    }

    package func tomcat(_ unpacked: inout UnpackedFiles, strip: StripRules) throws -> ImageTreePlan {
        guard let home = Self.find("usr/share", holding: "bin/bootstrap.jar", in: unpacked) else {
            throw Refusal(.badInput, "the packages of the image \(image) bring no Tomcat below usr/share")
        }
        let name = lastName(of: home)
        try addTexts(name, to: &unpacked)
        var plan = ImageTreePlan(unpacked, strip: strip, image: image)
        try plan.take(home + "/bin", to: "bin")
        try plan.take(home + "/lib", to: "lib")
        try plan.take(home + "/etc", to: "conf")
        for file in ["LICENSE", "RELEASE-NOTES", "RUNNING.txt"] where unpacked.nodes[file] != nil {
            try plan.take(file, to: file)
        }
        if unpacked.nodes["catalina.policy"] != nil { try plan.take("catalina.policy", to: "conf/catalina.policy") }
        try takeTranslations(name, unpacked, &plan)
        try takeCompiler(unpacked, &plan)
        return plan
    }

    private static func find(_ folder: String, holding file: String, in unpacked: UnpackedFiles) -> String? {
        unpacked.children(of: folder).map { folder + "/" + $0 }.first {
            // The folder itself, not a second name of it.
            unpacked.nodes[$0] == .folder && unpacked.resolve($0 + "/" + file) != nil
        }
    }

    /// The upstream archive has all translations in `lib`, Debian links some of them only.
    private func takeTranslations(_ name: String, _ unpacked: UnpackedFiles, _ plan: inout ImageTreePlan) throws {
        let prefix = name + "-i18n-"
        for jar in unpacked.children(of: "usr/share/java") where jar.hasPrefix(prefix) {
            guard case .link? = unpacked.nodes["usr/share/java/" + jar] else { continue }
            try plan.take("usr/share/java/" + jar, to: "lib/tomcat-i18n-" + jar.dropFirst(prefix.count))
        }
    }

    /// Upstream calls it `ecj-VERSION.jar`, after Eclipse's release.
    private func takeCompiler(_ unpacked: UnpackedFiles, _ plan: inout ImageTreePlan) throws {
        let jar = "usr/share/java/eclipse-jdt-core.jar"
        guard let real = unpacked.resolve(jar) else { return }
        let marks = packages.filter { $0.package == "libeclipse-jdt-core-java" }.compactMap { entry in
            entry.version.split(separator: "eclipse").dropFirst().first
                .map { $0.prefix { $0.isNumber || $0 == "." } }
        }
        let own = lastName(of: real).dropLast(4).split(separator: "-").last ?? ""
        try plan.take(jar, to: "lib/ecj-\(marks.first ?? own).jar")
    }

    private func addTexts(_ name: String, to unpacked: inout UnpackedFiles) throws {
        let docs = "usr/share/doc/\(name)-common"
        for file in ["RELEASE-NOTES", "RUNNING.txt"] {
            guard let packed = unpacked.resolve("\(docs)/\(file).gz") else { continue }
            let result = try Command.run("gzip", ["-dc", unpacked.disk(packed)], environment: ["LC_ALL": "C"])
            guard result.succeeded else { throw Refusal(.badInput, "\(file).gz of the image \(image) is damaged") }
            try unpacked.add(file, Array(result.output.utf8))
        }
        if let licence = unpacked.resolve("\(docs)/copyright") {
            try unpacked.add("LICENSE", Files.read(unpacked.disk(licence)))
        }
        let folder = "etc/\(name)/policy.d"
        let policies = unpacked.children(of: folder).filter { $0.hasSuffix(".policy") }
        guard !policies.isEmpty else { return }
        try unpacked.add("catalina.policy", policies.flatMap { try Files.read(unpacked.disk(folder + "/" + $0)) })
    }
}
