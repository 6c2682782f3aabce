import SlipwayBuild
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Images made of Debian packages, with a made-up archive behind a made-up apt.
struct DebianImageTests {
    /// Answers like apt-get from a folder of packages; `update` makes the packages of `next/` available.
    private struct Archive {
        let folder: TemporaryFolder
        var tool: String { folder("apt") }

        init() throws {
            folder = try TemporaryFolder("apt")
            for name in ["pool", "next", "images"] { try Folders.make(folder(name)) }
            try folder.write("images/tool.yaml", "layout: tomcat\ndebian: [ tomcat9x ]\n")
            try folder.write(
                "apt",
                """
                #!/bin/sh
                here='\(folder.path)'
                while [ $# -gt 0 ]; do case $1 in -o) shift 2 ;; -q) shift ;; *) break ;; esac; done
                echo "$*" >> "$here/calls"
                verb=$1; shift
                if [ "$verb" = update ]; then
                    [ -e "$here/offline" ] && { echo 'E: no route' >&2; exit 100; }
                    mv "$here"/next/*.deb "$here/pool/" 2>/dev/null; exit 0
                fi
                print=; [ "$1" = --print-uris ] && { print=yes; shift; }
                for wanted in "$@"; do
                    name=${wanted%%=*}; version=; [ "$wanted" = "$name" ] || version=${wanted#*=}
                    file=$(cd "$here/pool" && ls ${name}_${version:-*}_all.deb 2>/dev/null | tail -n 1)
                    [ "$file" ] || { echo "E: Version '$version' for '$name' was not found" >&2; exit 100; }
                    sum=$(sha256sum "$here/pool/$file" | cut -d ' ' -f 1)
                    if [ "$print" ]; then echo "'http://x/$file' $file 1 SHA256:$sum"; else cp "$here/pool/$file" .; fi
                done
                """, mode: 0o755)
        }

        func package(_ version: String, in place: String = "pool", mark: String = "") throws {
            let root = "root-\(version)\(mark)"
            let home = "usr/share/tomcat9x"
            for name in ["etc/web.xml", "etc/catalina.properties", "bin/bootstrap.jar"] {
                try folder.write("\(root)/\(home)/\(name)", "\(name) \(version)\(mark)")
            }
            try folder.write("\(root)/usr/share/java/tomcat9x-catalina-\(version).jar", "catalina")
            try folder.write("\(root)/usr/share/java/tomcat9x-juli-\(version).jar", "juli")
            try folder.write("\(root)/usr/share/java/tomcat9x-i18n-de-\(version).jar", "Deutsch")
            try folder.write("\(root)/etc/tomcat9x/policy.d/02b.policy", "b\n")
            try folder.write("\(root)/etc/tomcat9x/policy.d/01a.policy", "a\n")
            try Folders.make(folder("\(root)/\(home)/lib"))
            for (link, target) in [
                ("\(home)/lib/catalina.jar", "../../java/tomcat9x-catalina.jar"),
                ("\(home)/bin/tomcat-juli.jar", "/usr/share/java/tomcat9x-juli.jar"),
                ("usr/share/java/tomcat9x-catalina.jar", "tomcat9x-catalina-\(version).jar"),
                ("usr/share/java/tomcat9x-juli.jar", "tomcat9x-juli-\(version).jar"),
                ("usr/share/java/tomcat9x-i18n-de.jar", "tomcat9x-i18n-de-\(version).jar"),
            ] { try Disk.symlink(to: target, at: folder("\(root)/\(link)")) }
            try folder.write(
                "\(root)/DEBIAN/control",
                "Package: tomcat9x\nVersion: \(version)\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n")
            // Whatever the umask is: dpkg-deb insists.
            try Disk.chmod(folder("\(root)/DEBIAN"), 0o755)
            let file = folder("\(place)/tomcat9x_\(version)_all.deb")
            let result = try Command.run("dpkg-deb", ["--root-owner-group", "--build", folder(root), file])
            try #require(result.succeeded, "\(result.errors)")
        }

        var definition: ImageDefinition {
            get throws { try ImageDefinition.read(folder("images/tool.yaml"), name: "tool") }
        }

        func importer() throws -> ImageImporter {
            try ImageImporter(
                store: DirectoryStore(at: folder("store")).path, packageTool: tool, report: { _ in })
        }

        func image() throws -> ImportedImage { try importer().image(definition) }
        func forget() throws {
            for name in try Files.names(in: folder("store/images")) where name.hasPrefix("tool-") {
                try Folders.removeAll(folder("store/images/" + name))
            }
        }
        func calls() throws -> Int { try Files.text(folder("calls")).split(separator: "\n").count }
    }

    @Test func whatDebianScattersIsPutBackInPlace() throws {
        let archive = try Archive()
        try archive.package("1.0")
        let image = try archive.image()
        let files = try Files.walk(image.tree).filter { $0.facts.kind != .folder }
        #expect(
            files.map(\.path) == [
                "bin/bootstrap.jar", "bin/tomcat-juli.jar", "conf/catalina.policy", "conf/catalina.properties",
                "conf/web.xml", "lib/catalina.jar", "lib/tomcat-i18n-de.jar",
            ])
        #expect(files.allSatisfy { $0.facts.kind == .file })
        #expect(try Files.text(image.tree + "/conf/catalina.policy") == "a\nb\n")
        #expect(try Files.text(image.tree + "/bin/tomcat-juli.jar") == "juli")
    }

    @Test func theLockIsWrittenAndHonoured() throws {
        let archive = try Archive()
        try archive.package("1.0")
        let first = try archive.image()
        #expect(try archive.importer().lock(of: archive.definition)?.packages.map(\.version) == ["1.0"])
        try archive.package("2.0")
        try archive.forget()
        #expect(try archive.image().record == first.record)
        let calls = try archive.calls()
        _ = try archive.image()
        #expect(try archive.calls() == calls, "an imported image asks nobody")
    }

    @Test func anUpdateTakesTheNewest() throws {
        let archive = try Archive()
        try archive.package("1.0")
        _ = try archive.image()
        try archive.package("2.0", in: "next")
        let (before, after) = try archive.importer().update(archive.definition)
        #expect(before?.packages.map(\.version) == ["1.0"])
        #expect(after.packages.map(\.version) == ["2.0"])
        let calls = try archive.calls()
        #expect(try Files.text(archive.image().tree + "/conf/web.xml").hasSuffix("2.0"))
        #expect(try archive.calls() == calls, "the update has imported it")
    }

    @Test func aStaleIndexIsFetchedAnewOnce() throws {
        let archive = try Archive()
        try archive.package("1.0", in: "next")
        _ = try archive.image()
        #expect(try Files.text(archive.folder("calls")).split(separator: "\n").filter { $0 == "update" }.count == 1)
    }

    @Test func aLockedVersionThatIsGoneIsNamed() throws {
        let archive = try Archive()
        try archive.package("1.0")
        _ = try archive.image()
        try archive.forget()
        try Disk.unlink(archive.folder("pool/tomcat9x_1.0_all.deb"))
        try archive.package("2.0")
        let refusal = try #require(throws: Refusal.self) { try archive.image() }
        #expect(refusal.code == .badInput)
        #expect(
            refusal.sentence == "the package tomcat9x 1.0, which the image tool needs, is not in the archive")
        #expect(refusal.hint == "slipway image update tool")
        #expect(refusal.detail.contains { $0.contains("was not found") })
    }

    @Test func anUnreachableArchiveIsSaidToBeSo() throws {
        let archive = try Archive()
        try archive.folder.write("offline", "")
        let refusal = try #require(throws: Refusal.self) { try archive.image() }
        #expect(refusal.code == .unreachable)
        #expect(refusal.detail.contains("E: no route"))
    }

    @Test func aPackageThatChangedUnderItsVersionIsRefused() throws {
        let archive = try Archive()
        try archive.package("1.0")
        _ = try archive.image()
        try archive.forget()
        try archive.package("1.0", mark: "-other")
        let refusal = try #require(throws: Refusal.self) { try archive.image() }
        #expect(refusal.sentence.hasPrefix("the package tomcat9x 1.0 is not the one the image tool is pinned to"))
    }

    @Test func aLockThatDoesNotFitIsRefused() throws {
        let archive = try Archive()
        try archive.package("1.0")
        _ = try archive.image()
        try archive.folder.write("images/tool.yaml", "layout: tomcat\ndebian: [ tomcat9x, another ]\n")
        let other = try #require(throws: Refusal.self) { try archive.image() }
        #expect(other.sentence == "the lock of the image tool names other packages than its definition")
        try archive.folder.write("images/tool.lock", "{}")
        let broken = try #require(throws: Refusal.self) { try archive.image() }
        #expect(broken.sentence.hasSuffix("tool.lock is no image lock"))
    }

    @Test(arguments: [(nil, ""), ("stores/two", " --store stores/two")])
    func theRemedyNamesTheOptionsItNeeds(_ store: String?, _ more: String) throws {
        let archive = try Archive()
        try archive.package("1.0")
        _ = try archive.image()
        try archive.folder.write("images/tool.yaml", "layout: tomcat\ndebian: [ tomcat9x, another ]\n")
        let importer = ImageImporter(
            store: archive.folder("store"), packageTool: archive.tool,
            remedy: ImageRemedy(
                recipe: archive.folder("images/recipe.yaml"), recipeFolder: archive.folder("images"), store: store),
            report: { _ in })
        let refusal = try #require(throws: Refusal.self) { try importer.image(archive.definition) }
        #expect(
            refusal.hint == "slipway image update tool --recipe \(archive.folder("images/recipe.yaml"))\(more)")
    }

    @Test func whereTheDefinitionCannotBeWrittenBesideTheStoreKeepsTheLock() throws {
        let archive = try Archive()
        try archive.package("1.0")
        let builtIn = try ImageDefinition.builtIn("layout: tomcat\ndebian: [ tomcat9x ]\n", name: "tool")
        _ = try archive.importer().image(builtIn)
        #expect(Files.exists(archive.folder("store/images/tool.lock")))
        #expect(!Files.exists(archive.folder("images/tool.lock")))
    }

    @Test func anImageOfAnArchiveHasNothingToUpdate() throws {
        let rig = try BuildRig()
        let importer = try ImageImporter(store: DirectoryStore(at: rig.store).path, report: { _ in })
        let definition = try ImageCatalog(recipeFolder: rig.folder("app")).find("my-jdk")
        #expect(throws: Refusal.self) { try importer.update(definition) }
    }
}
