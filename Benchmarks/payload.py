"""Composes the payload of the builds: a .war of about 96 MB, 40 jars of Debian's libraries and a small compiled app.

The packages are fetched once into a cache; the same versions of them give the same bytes. Run alone, it writes the
.war and what is in it: payload.py FOLDER
"""

import pathlib
import shutil
import subprocess
import sys
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
OWN = REPOSITORY / "Benchmarks/payload"
CACHE = REPOSITORY / ".build/payload"
SERVLETS = pathlib.Path("/usr/share/java/tomcat10-servlet-api.jar")
NOON_OF_1980 = (1980, 1, 1, 12, 0, 0)

# Package by package, the names that its jars have in /usr/share/java, without version and `.jar`.
JARS = {
    "groovy": ["groovy-all"],
    "libapache-poi-java": ["poi", "poi-ooxml"],
    "libbatik-java": ["batik-all"],
    "libbcpkix-java": ["bcpkix"],
    "libbcprov-java": ["bcprov"],
    "libbyte-buddy-java": ["byte-buddy"],
    "libcommons-codec-java": ["commons-codec"],
    "libcommons-collections4-java": ["commons-collections4"],
    "libcommons-io-java": ["commons-io"],
    "libcommons-lang3-java": ["commons-lang3"],
    "libcommons-math3-java": ["commons-math3"],
    "libderby-java": ["derby"],
    "libeclipselink-java": ["eclipselink"],
    "libfop-java": ["fop-core"],
    "libguava-java": ["guava"],
    "libhibernate-validator-java": ["hibernate-validator"],
    "libhttpclient-java": ["httpclient"],
    "libicu4j-java": ["icu4j"],
    "libjackson2-core-java": ["jackson-core"],
    "libjackson2-databind-java": ["jackson-databind"],
    "libjoda-time-java": ["joda-time"],
    "liblog4j2-java": ["log4j-api", "log4j-core"],
    "liblucene8-java": ["lucene-core", "lucene-analyzers-common", "lucene-analyzers-kuromoji"],
    "libpdfbox-java": ["pdfbox"],
    "libpostgresql-jdbc-java": ["postgresql"],
    "libquartz-java": ["quartz"],
    "libsaxonhe-java": ["Saxon-HE"],
    "libspring-beans-java": ["spring3-beans"],
    "libspring-context-java": ["spring3-context"],
    "libspring-core-java": ["spring3-core"],
    "libspring-web-java": ["spring3-web"],
    "libspring-web-servlet-java": ["spring3-web.servlet"],
    "libxalan2-java": ["xalan2"],
    "libxerces2-java": ["xercesImpl"],
    "libyaml-snake-java": ["snakeyaml"],
}


def fetch():
    """The folder of each package's files, by its name."""
    packages = CACHE / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    files = {name: next(iter(sorted(packages.glob(f"{name}_*.deb"))), None) for name in JARS}
    missing = [name for name, file in files.items() if file is None]
    if missing:
        print(f"bench: fetching {len(missing)} packages of the payload", file=sys.stderr)
        subprocess.run(["apt-get", "-q", "download", *missing], cwd=packages, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    trees = {}
    for name in JARS:
        file = next(iter(sorted(packages.glob(f"{name}_*.deb"))))
        trees[name] = CACHE / "files" / file.stem
        if not trees[name].is_dir():
            fresh = trees[name].with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            subprocess.run(["dpkg-deb", "-x", file, fresh], check=True)
            fresh.rename(trees[name])
    return trees


def libraries():
    """The jars, by the names that they come with: those with their versions, where Debian gives them."""
    found = {}
    for package, tree in fetch().items():
        for name in JARS[package]:
            folder = tree.resolve() / "usr/share/java"
            jar = next((place.resolve() for place in [folder / f"{name}.jar", *sorted(folder.glob(f"{name}-[0-9]*.jar"))]
                        if place.is_file()), None)
            if jar is None or not jar.is_relative_to(folder):
                sys.exit(f"bench: {package} holds no {name}.jar")
            found[jar.name] = jar
    return found


def classes(folder, edition):
    """Compiles the app; an edition of its own changes one class."""
    sources, output = folder / "src", folder / "classes"
    for place in (sources, output):
        shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(OWN / "src", sources)
    sentence = sources / "payload/Sentence.java"
    sentence.write_text(sentence.read_text().replace('"edition 0"', f'"edition {edition}"'))
    files = sorted(sources.rglob("*.java"))
    subprocess.run(["javac", "--release", "17", "-encoding", "UTF-8", "-cp", SERVLETS, "-d", output, *files], check=True)
    return {f"WEB-INF/classes/{file.relative_to(output)}": file for file in sorted(output.rglob("*.class"))}


class Payload:
    """The .war, its recipe, and the same files as a tree, in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.recipe = folder / "recipe"
        self.recipe.mkdir(exist_ok=True)
        shutil.copy(OWN / "recipe.yaml", self.recipe)
        self.war, self.tree = self.recipe / "payload.war", folder / "tree"
        self.fixed = {f"WEB-INF/lib/{name}": file for name, file in libraries().items()}
        self.fixed["WEB-INF/web.xml"] = OWN / "web/WEB-INF/web.xml"
        self.compose(0)

    def compose(self, edition):
        """Writes the .war anew, and the one class that differs into the tree."""
        files = dict(self.fixed, **classes(self.folder, edition))
        fresh = self.war.with_suffix(".new")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for path in sorted(files):
                entry = zipfile.ZipInfo(path, NOON_OF_1980)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
                archive.writestr(entry, files[path].read_bytes())
        fresh.replace(self.war)
        for path, file in files.items():
            place = self.tree / path
            content = file.read_bytes()
            if not place.is_file() or place.read_bytes() != content:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)

    def jars(self):
        return len(list((self.tree / "WEB-INF/lib").iterdir()))

    def bytes(self):
        return sum(file.stat().st_size for file in self.tree.rglob("*") if file.is_file())


if __name__ == "__main__":
    made = Payload(pathlib.Path(sys.argv[1]))
    print(f"{made.war}: {made.war.stat().st_size} bytes, {made.jars()} jars, {made.bytes()} bytes unpacked")
