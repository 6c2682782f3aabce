import SlipwayBundle

/// One file of a web app: where its bytes come from, and what they are where that is known already.
struct WebAppFile {
    var content: TreeSource.Content
    var known: TreeSource.Known?
}
