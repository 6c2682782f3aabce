import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting

/// A small Java program at work, which is told what to do line by line and answers each with a line.
final class JavaRig {
    /// nil where there is no JDK: its tests are left out then.
    static let program: String? = {
        let path = ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin"
        guard let compiler = Command.find("javac", in: path), let real = try? Files.real(compiler) else { return nil }
        return Command.find(parent(of: real) + "/java", in: "")
    }()

    /// Fills its heap, keeps it, lets it go, thrashes, knots two threads.
    private static let source = """
        import java.util.*;

        public class Patient {
            static List<byte[]> kept = new ArrayList<>();

            static void fill() {
                try {
                    while (true) kept.add(new byte[10_000]);
                } catch (OutOfMemoryError full) {
                    // Room for a word, made without any.
                    for (int i = 0; i < 200; i++) kept.remove(kept.size() - 1);
                }
            }

            static void knot() throws Exception {
                Object one = new Object(), other = new Object();
                Thread left = tied("left", one, other), right = tied("right", other, one);
                left.start();
                right.start();
                while (left.getState() != Thread.State.BLOCKED || right.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }

            static java.util.concurrent.CountDownLatch both = new java.util.concurrent.CountDownLatch(2);

            static Thread tied(String name, Object first, Object second) {
                Thread thread = new Thread(() -> {
                    synchronized (first) {
                        both.countDown();
                        try { both.await(); } catch (InterruptedException e) { return; }
                        synchronized (second) { System.out.println("never"); }
                    }
                }, name);
                thread.setDaemon(true);
                return thread;
            }

            static void collect(long milliseconds) {
                long end = System.nanoTime() + milliseconds * 1_000_000;
                while (System.nanoTime() < end) System.gc();
            }

            static void idle(long milliseconds) throws Exception { Thread.sleep(milliseconds); }

            public static void main(String[] words) throws Exception {
                Scanner in = new Scanner(System.in);
                System.out.println("ready");
                while (in.hasNextLine()) {
                    String[] word = in.nextLine().split(" ");
                    switch (word[0]) {
                        case "fill": fill(); break;
                        case "free": kept.clear(); System.gc(); break;
                        case "collect": collect(Long.parseLong(word[1])); break;
                        case "idle": idle(Long.parseLong(word[1])); break;
                        case "knot": knot(); break;
                        default: break;
                    }
                    System.out.println("done");
                }
            }
        }
        """

    let folder: TemporaryFolder
    let child: ChildProcess
    let process: ProcessIdentity
    private let input: Pipe
    private let output: Pipe
    private var heard: [UInt8] = []

    init(_ options: [String] = []) throws {
        folder = try TemporaryFolder("java")
        let source = try folder.write("Patient.java", Self.source)
        input = try Pipe()
        output = try Pipe()
        let java = Self.program ?? "java"
        child = try ChildProcess.launch(
            LaunchRequest(
                path: java, arguments: ["-Xmx64m", "-Xshare:auto"] + options + [source], environment: [:],
                folder: folder.path, descriptors: [input.reader.fd, output.writer!.fd, 2]))
        output.writer = nil
        process = ProcessTable.identity(of: child.pid) ?? ProcessIdentity(pid: child.pid, startTime: 0)
        try hear("ready")
    }

    deinit {
        child.signal(SIGKILL)
        _ = child.ending(within: -1)
    }

    /// Returns once it has done so.
    func tell(_ word: String) throws {
        if let writer = input.writer {
            try Disk.write(Array((word + "\n").utf8), to: writer, "the program's input")
        }
        try hear("done")
    }

    private func hear(_ word: String) throws {
        let deadline = Clock.monotonic() + 120_000
        while true {
            if let end = heard.firstIndex(of: 10) {
                let line = String(decoding: heard[..<end], as: UTF8.self)
                heard.removeFirst(end + 1)
                if line == word { return }
                continue
            }
            guard Waiting.until(readable: output.reader.fd, deadline: deadline) else {
                throw SystemError("hear \(word) from", "the Java program", ETIMEDOUT)
            }
            let piece = try [UInt8](unsafeUninitializedCapacity: 4096) { $1 = try output.reader.read(into: .init($0)) }
            if piece.isEmpty { throw SystemError("hear \(word) from", "the Java program", EPIPE) }
            heard += piece
        }
    }
}
