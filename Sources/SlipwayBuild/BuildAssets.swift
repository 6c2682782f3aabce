import SlipwayModel
import SlipwaySystem

/// What Slipway itself puts into a release: the folder `share/` beside the program.
package struct BuildAssets: Sendable {
    package enum Asset: String, CaseIterable, Hashable, Sendable {
        case jar = "slipway-tomcat.jar"
        case serverTemplate = "server.xml.mustache"
        case logging = "logging.properties"
        case classList = "classes.list"
        case bake = "slipway-bake.jar"
        case installer = "install.sh"
    }

    private let folder: String

    package init(folder: String) { self.folder = folder }

    /// Beside the running program.
    package static func besideProgram() throws -> BuildAssets {
        BuildAssets(folder: parent(of: try Files.real("/proc/self/exe")) + "/share")
    }

    package func path(_ asset: Asset) throws -> String {
        let path = folder + "/" + asset.rawValue
        guard try Files.facts(path, following: true)?.kind == .file else {
            throw Refusal(
                .failed, "a part of Slipway is missing: \(path)", hint: "install Slipway again, or run `make build`")
        }
        return path
    }
}
