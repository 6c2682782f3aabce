import ArgumentParser

/// What pin and unpin share: a generation of an app, the present one unless it is named.
struct GenerationArgument: ParsableArguments {
    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: "The generation; the present one without it.") var generation: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let generation, generation < 1 { throw ValidationError("\(generation) is no generation") }
    }
}
