import SlipwayModel
import SlipwaySystem

/// Where the store lies when nobody says: `$XDG_DATA_HOME/slipway`, else `~/.local/share/slipway`.
package enum StoreFolder {
    package static func path(_ given: String?) throws -> String {
        if let given {
            guard !given.isEmpty else {
                throw Refusal(.usage, "--store names no folder", hint: "leave it out, or give one: --store DIR")
            }
            return joined(try Files.workingFolder(), given)
        }
        let environment = ProcessTable.environment()
        if let data = environment["XDG_DATA_HOME"], !data.isEmpty { return data + "/slipway" }
        guard let home = environment["HOME"], !home.isEmpty else {
            throw Refusal(.usage, "there is no home folder to keep the store in", hint: "give one: --store DIR")
        }
        return home + "/.local/share/slipway"
    }
}
