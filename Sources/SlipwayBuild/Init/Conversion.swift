import SlipwayModel
import SlipwaySystem

/// Runs the Tomcat project's own program that turns `javax.servlet` into `jakarta.servlet`, as Debian packs it.
package enum Conversion {
    package static let program = "javax2jakarta"
    private static let package = "tomcat-jakartaee-migration"

    /// Before anything is written.
    package static func check(_ webapp: String) throws {
        guard Command.find(program, in: ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin") == nil else { return }
        throw Refusal(
            .badInput,
            "\(webapp) uses javax.servlet, which no Tomcat since version 10 has, and \(program), which converts it, is "
                + "not on the PATH",
            hint: "apt-get install \(package), then try again")
    }

    /// `target` is a new file or folder, of the kind that `webapp` is.
    package static func convert(_ webapp: String, to target: String) throws {
        let result = try Command.run(program, [webapp, target])
        guard result.succeeded, Files.exists(target) else {
            let lines = (result.errors + result.output).split(separator: "\n").suffix(6).map(String.init)
            throw Refusal(
                .failed, "\(program) could not convert \(webapp): it ended with \(result.ending)", detail: lines)
        }
    }
}
