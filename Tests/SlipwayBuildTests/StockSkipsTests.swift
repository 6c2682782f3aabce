import SlipwayBuild
import SlipwayModel
import Testing

/// Names of jars match Tomcat's patterns as they do in Tomcat.
@Suite struct StockSkipsTests {
    private func skips(_ skip: String, _ scan: String = "") -> StockSkips {
        StockSkips(PropertiesFile([StockSkips.skipKey: skip, StockSkips.scanKey: scan]))
    }

    @Test(arguments: [
        ("a.jar", "a.jar", true), ("a.jar", "A.jar", false), ("a.jar", "aa.jar", false), ("a?.jar", "ab.jar", true),
        ("a?.jar", "a.jar", false), ("a*.jar", "a.jar", true), ("*", "x", true), ("a**b*.jar", "axxb.jar", true),
        ("ab*ba.jar", "aba.jar", false), ("*-1.*.jar", "x-1.2-1.3.jar", true), ("a*", "", false),
        (" \t a.jar \n, b.jar,,", "b.jar", true), (" \t a.jar \n, b.jar,,", "a.jar", true), ("", "a.jar", false),
    ]) func aPatternMeansWhatItMeansToTomcat(_ pattern: String, _ name: String, _ isSkipped: Bool) {
        #expect(skips(pattern).skips(name) == isSkipped)
    }

    @Test func whatIsToBeLookedIntoIsNotSkipped() {
        let skips = skips("log4j*.jar", "log4j-taglib*.jar")
        #expect(skips.skips("log4j-core.jar") && !skips.skips("log4j-taglib-1.jar") && !skips.skips("other.jar"))
    }

    @Test func everyJarIsSkippedOnlyWhenNoneIsNamed() {
        #expect(skips("*.jar").skips("no-jar-at-all"))
        #expect(!skips("*.jar", "a.jar").skips("a.jar") && !skips("*.jar", "a.jar").skips("no-jar-at-all"))
    }

    @Test func aNameIsAskedForAsAFileAndAsAURL() {
        #expect(!skips("a b.jar").skips("a b.jar"))
        #expect(skips("a b.jar,a%20b.jar").skips("a b.jar"))
        #expect(skips("a*.jar").skips("a b#[1].jar") && skips("é*.jar").skips("é😀.jar"))
        #expect(skips("é??.jar").skips("é😀.jar") && !skips("é?.jar").skips("é😀.jar"))
    }

    @Test func aPatternOfManyStarsIsNotSlow() {
        let name = String(repeating: "a", count: 200) + ".jar"
        #expect(!skips(String(repeating: "*a", count: 60) + "*b.jar").skips(name))
    }
}
