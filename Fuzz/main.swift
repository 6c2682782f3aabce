import Glibc

/// libFuzzer's own loop (compiler-rt, "Using libFuzzer as a library").
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What this run is about: the name of a target is the first argument, the rest are libFuzzer's.
enum Chosen {
    static let target = FuzzTarget.all.first { CommandLine.arguments.dropFirst().first == $0.name }
    static let place = "/dev/shm/slipway-fuzz-\(getpid())"

    static func run(_ bytes: [UInt8]) {
        guard let contradiction = target?.run(bytes, at: place) as? Contradiction else { return }
        print("contradiction: \(contradiction)")
        abort()
    }
}

guard Chosen.target != nil else {
    print("usage: slipway-fuzz TARGET [LIBFUZZER-OPTION…]; targets: \(FuzzTarget.all.map(\.name))")
    exit(64)
}
var count = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv + 1
let code = runDriver(&count, &arguments) { start, length in
    Chosen.run(Array(UnsafeBufferPointer(start: start, count: length)))
    return 0
}
unlink(Chosen.place)
exit(code)
