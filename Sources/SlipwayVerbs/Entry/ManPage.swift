import SlipwayModel

/// A page of the manual for one command, in roff.
struct ManPage {
    /// Such as `slipway-deploy`, without section and ending.
    let name: String
    let text: String

    /// `path` leads to the command, `slipway` first.
    init(_ command: ToolDescription.Command, path: [String], isRoot: Bool) {
        name = path.joined(separator: "-")
        var lines = [
            #".TH "\#(Roff.plain(name.uppercased()))" "1" "" "slipway \#(Roff.plain(Program.version))" "Slipway""#,
            ".SH NAME", Roff.plain("\(name) - \(command.abstract ?? "")"),
        ]
        lines += [".SH SYNOPSIS"] + Self.synopsis(command, path, isRoot: isRoot)
        lines += [".SH DESCRIPTION"] + Roff.paragraphs(command.discussion ?? command.abstract ?? "")
        lines += Self.arguments(command, title: "OPTIONS")
        let parts = Self.shown(command)
        if isRoot {
            lines.append(".SH COMMANDS")
            for part in parts {
                lines += [".TP", Roff.bold("slipway \(part.commandName)"), Roff.text(part.abstract ?? "")]
            }
            lines += [
                ".SH SEE ALSO", parts.map { Roff.bold("slipway-\($0.commandName)") + "(1)" }.joined(separator: ",\n"),
            ]
        } else {
            for part in parts { lines += Self.section(part, path) }
            lines += [".SH SEE ALSO", Roff.bold("slipway") + "(1)"]
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func shown(_ command: ToolDescription.Command) -> [ToolDescription.Command] {
        (command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// A command of a group, such as `config set`, on the group's page.
    private static func section(_ command: ToolDescription.Command, _ path: [String]) -> [String] {
        let path = path + [command.commandName]
        return [".SH \(Roff.plain(path.dropFirst().joined(separator: " ").uppercased()))"]
            + synopsis(command, path, isRoot: false) + [".PP", Roff.text(command.abstract ?? "")]
            + Roff.paragraphs(command.discussion ?? "") + arguments(command, title: nil)
    }

    private static func synopsis(
        _ command: ToolDescription.Command, _ path: [String], isRoot: Bool
    ) -> [String] {
        let words = Roff.bold(path.joined(separator: " "))
        if isRoot || !shown(command).isEmpty { return [words + " " + Roff.italic("command") + " ..."] }
        var line = words
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            guard argument.kind == .positional else { continue }
            let name = Roff.italic(argument.valueName ?? "value") + (argument.isRepeating ? " ..." : "")
            line += argument.isOptional ? " [\(name)]" : " \(name)"
        }
        return [line + " [" + Roff.italic("options") + "]"]
    }

    private static func arguments(_ command: ToolDescription.Command, title: String?) -> [String] {
        let shown = (command.arguments ?? []).filter(\.shouldDisplay)
        if shown.isEmpty { return [] }
        var lines = title.map { [".SH \($0)"] } ?? []
        for argument in shown {
            lines += [".TP", label(argument), Roff.text(argument.abstract ?? "")]
            if let value = argument.defaultValue, argument.kind != .flag {
                lines.append("Default: \(Roff.plain(value)).")
            }
        }
        return lines
    }

    private static func label(_ argument: ToolDescription.Argument) -> String {
        if argument.kind == .positional { return Roff.italic(argument.valueName ?? "value") }
        let names = (argument.names ?? []).map { Roff.bold(($0.kind == "long" ? "--" : "-") + $0.name) }
        let value = argument.kind == .option ? " " + Roff.italic(argument.valueName ?? "value") : ""
        return names.joined(separator: ", ") + value
    }
}
