import SlipwayBuild
import SlipwayVerbs

extension ProgressLine {
    func show(_ news: BuildNews) {
        switch news {
        case .step(let text): step(text)
        case .progress(let text, let done, let total): progress(text, done: done, total: total)
        }
    }
}
