import SlipwayModel
import SlipwayProvision
import SlipwaySystem
import SlipwayVerbs

/// Shows what happens on many hosts: a line for each thing, and on a terminal a bar for each copy below them.
final class ProvisionScreen {
    private let hosts: [RemoteHost]
    private let quiet: Bool
    private let redraws: Bool
    private let width: Int
    /// By the number of the host: bytes that are there, of how many.
    private var copies: [Int: (done: Int64, total: Int64)] = [:]
    private var bars = 0
    private var drawn: Int64 = 0

    private static let most = 24
    private static let bar = 30

    init(_ hosts: [RemoteHost], quiet: Bool, redraws: Bool = Terminal.isRich) {
        self.hosts = hosts
        self.quiet = quiet
        self.redraws = redraws
        width = min(40, hosts.map(\.text.count).max() ?? 0)
    }

    func show(_ number: Int, _ news: ProvisionNews) {
        guard !quiet else { return }
        switch news {
        case .step(let text):
            copies[number] = nil
            line(number, Terminal.toned("› ", .faint) + text)
        case .said(let text): line(number, text)
        case .copied(let done, let total):
            copies[number] = (done, total)
            draw()
        case .ended(let outcome):
            copies[number] = nil
            line(
                number,
                outcome.refusal.map { Terminal.toned("✗ ", .bad) + $0.sentence } ?? Terminal.toned("✓ ", .good) + "done"
            )
        }
    }

    func close() { clear() }

    private func line(_ number: Int, _ text: String) {
        clear()
        Terminal.tell(Terminal.toned(label(number), .strong) + " " + text)
        draw(now: true)
    }

    private func label(_ number: Int) -> String {
        let name = String(hosts[number].text.prefix(width))
        return name + ":" + String(repeating: " ", count: width - name.count)
    }

    private func clear() {
        if bars > 0 { Terminal.write("\u{1b}[\(bars)A\r\u{1b}[J", to: 2) }
        bars = 0
    }

    /// Ten times a second is enough for eyes.
    private func draw(now: Bool = false) {
        guard redraws, !copies.isEmpty else { return }
        let time = Clock.monotonic()
        guard now || time - drawn >= 100 else { return }
        drawn = time
        clear()
        for (number, copy) in copies.sorted(by: { $0.key < $1.key }).prefix(Self.most) {
            let share = copy.total > 0 ? Double(min(copy.done, copy.total)) / Double(copy.total) : 0
            let full = Int(share * Double(Self.bar))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.bar - full)
            Terminal.tell("\(label(number)) \(bar) \(Int(share * 100)) % of \(Sizes.text(copy.total))")
            bars += 1
        }
    }
}
