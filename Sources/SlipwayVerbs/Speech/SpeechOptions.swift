import ArgumentParser

/// How much a verb says, and in which form.
package struct SpeechOptions: ParsableArguments {
    @Flag(help: "Print one JSON document instead of words.")
    package var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    package var quiet = false

    package init() {}
}
