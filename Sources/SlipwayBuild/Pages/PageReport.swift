/// What the program that compiles pages says of its work: lines of words parted by tabs, the last one `end`.
struct PageReport {
    /// Whether it is the usual compiler that the web app's pages are for.
    var isUsual = true
    var pages = 0
    /// Paths of files that the program wrote.
    var classes: [String] = []
    var fragments: [String] = []
    var faults: [PageFault] = []
    /// Paths in the web app whose content the result depends on, there or not.
    var asked: [String] = []

    /// nil when it is not complete.
    init?(_ text: String) {
        var isComplete = false
        for line in text.split(separator: "\n") {
            let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch (words[0], words.count) {
            case ("unusual", 1): isUsual = false
            case ("pages", 2):
                guard let count = Int(words[1]), count >= 0 else { return nil }
                pages = count
            case ("class", 2): classes.append(words[1])
            case ("fragment", 2): fragments.append(words[1])
            case ("asked", 2): asked.append(words[1])
            case ("fault", 4):
                guard let line = Int(words[2]) else { return nil }
                faults.append(PageFault(file: words[1], line: line, message: words[3]))
            case ("end", 1): isComplete = true
            default: return nil
            }
        }
        if !isComplete { return nil }
    }
}
