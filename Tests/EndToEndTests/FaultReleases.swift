import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The releases of the ten-file service, built once for a whole run.
enum FaultReleases {
    static let app = "ten"
    static let versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"]

    private static let folder = Result { try build() }

    /// The path of a version's bundle.
    static func bundle(_ version: String) throws -> String { try folder.get()("\(version).oci.tar") }

    private static func build() throws -> TemporaryFolder {
        let folder = try TemporaryFolder("ten")
        for version in versions {
            let recipe = folder("ten-\(version)")
            expect(try Command.run("cp", ["-r", SampleApp.samples + "/ten-files", recipe]), 0)
            for part in 1...9 { try folder.write("ten-\(version)/parts/\(part)", "\(version) part \(part)\n") }
            let arguments = ["build", recipe, "--version", version, "--store", folder("store")]
            expect(try Command.run(Programs.slipway, arguments + ["--output", folder("\(version).oci.tar")]), 0)
        }
        return folder
    }
}
