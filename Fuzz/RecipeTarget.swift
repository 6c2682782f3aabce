import SlipwayRecipe
import SlipwaySystem

extension FuzzTarget {
    /// A recipe as people write it; it names files that are not there.
    static let recipe = FuzzTarget(name: "recipe") { bytes, place in
        try put(bytes, at: place)
        _ = try RecipeLoader.load(place)
    }
}
