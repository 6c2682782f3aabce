extension ServiceSpec {
    /// How what the program prints is kept.
    package struct Logs: Codable, Hashable, Sendable {
        /// What happens to a program that prints faster than can be written: its lines go, or it waits.
        package enum WhenFull: String, Codable, Sendable { case drop, wait }
        /// Bytes after which a piece is put aside.
        package var size: Int64
        /// The age after which it is put aside.
        package var age: TimeSpan
        /// Pieces kept beside the present one.
        package var keep: Int
        /// nil is `drop` for a Java VM, which bears it, and `wait` for any other program.
        package var whenFull: WhenFull?
        package init(
            size: Int64 = 16 << 20, age: TimeSpan = .seconds(86_400), keep: Int = 9, whenFull: WhenFull? = nil
        ) {
            self.size = size
            self.age = age
            self.keep = keep
            self.whenFull = whenFull
        }
    }

    /// How much evidence is kept of what went wrong.
    package struct Incidents: Codable, Hashable, Sendable {
        package var keep: Int
        /// Bytes of all of them, heap dumps apart.
        package var size: Int64
        /// Whether the heap is dumped before a sick Java VM is ended; the latest dump alone is kept.
        package var heap: Bool
        package init(keep: Int = 20, size: Int64 = 64 << 20, heap: Bool = false) {
            self.keep = keep
            self.size = size
            self.heap = heap
        }
    }
}
