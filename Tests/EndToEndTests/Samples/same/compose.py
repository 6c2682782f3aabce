"""Composes the web apps that warm and stock starts are compared with: javac once over all of them, then jars.

    compose.py FOLDER APP…

FOLDER gets a recipe with one web app for each APP, and the observer of the server. An app is made of web/ (as it is), classes/ (WEB-INF/classes) and jars/NAME.jar/ (WEB-INF/lib/NAME.jar), where sources are
compiled. `from-examples.txt` names jars of Debian's examples and what they are to be called here; `context.txt` has
the app's context where that is not its name. Two apps come from packages of Debian: `examples` and, of
Benchmarks/payload.py, `payload`.
"""

import pathlib
import shutil
import subprocess
import sys
import zipfile

OWN = pathlib.Path(__file__).resolve().parent
REPOSITORY = OWN.parents[3]
CACHE = REPOSITORY / ".build/same"
EXAMPLES = "tomcat10-examples"
NOON_OF_1980 = (1980, 1, 1, 12, 0, 0)
RECIPE = """name: same
version: 1.0.0
images: {{ jdk: jdk-17, tomcat: tomcat-10.1 }}
webapps: [ {webapps} ]
templates: [ {{ from: server.xml.mustache, to: conf/server.xml }} ]
files: [ {{ from: observer.jar, to: lib/observer.jar }} ]
listen: [ {{ name: http, port: 8098 }} ]
jvm: {{ heap: 256m }}
health: [ {{ tcp: http, every: 1s }} ]
start: {{ deadline: 120s }}
stop: {{ drain: 1s, deadline: 10s }}
switch: {{ mode: stop-start, trial: 1s, keep-warm: 0s }}
"""


def examples():
    """The folder of Debian's examples app, fetched once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    tree = CACHE / "examples"
    if not tree.is_dir():
        fresh = CACHE / "examples.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        subprocess.run(["apt-get", "-q", "download", EXAMPLES], cwd=fresh, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        subprocess.run(["dpkg-deb", "-x", next(fresh.glob("*.deb")), fresh], check=True)
        fresh.rename(tree)
    return tree / "usr/share/tomcat10-examples/examples"


def payload():
    """The jars and classes of the large web app, as files by their paths in it."""
    sys.path.insert(0, str(REPOSITORY / "Benchmarks"))
    import payload as large
    files = {f"WEB-INF/lib/{name}": file for name, file in large.libraries().items()}
    files["WEB-INF/web.xml"] = large.OWN / "web/WEB-INF/web.xml"
    return dict(files, **large.classes(CACHE / "payload", 0))


def compile_all(sources, output):
    jars = sorted(pathlib.Path("/usr/share/java").glob("tomcat10-*.jar"))
    subprocess.run(["javac", "--release", "11", "-proc:none", "-encoding", "UTF-8", "-g:source,lines", "-cp",
                    ":".join(map(str, jars)), "-d", output, *sources], check=True)


def members(root, output):
    """The files of a part by their paths in it: classes in the place of their sources."""
    found = {}
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        path = file.relative_to(root)
        if file.suffix != ".java":
            found[str(path)] = file
            continue
        folder = output / path.parent
        for made in [folder / f"{path.stem}.class", *sorted(folder.glob(f"{path.stem}$*.class"))]:
            found[str(made.relative_to(output))] = made
    return found


def jar(place, files):
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, NOON_OF_1980)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(entry, files[path].read_bytes())


def place(files, folder):
    for path, file in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def context(name):
    given = OWN / "apps" / name / "context.txt"
    return given.read_text().strip() if given.is_file() else "/" + name


def web_app(name, output, folder):
    source = OWN / "apps" / name
    if name == "examples":
        shutil.copytree(examples(), folder)
    elif name == "payload":
        place(payload(), folder)
    else:
        folder.mkdir(parents=True)
        if (source / "web").is_dir():
            shutil.copytree(source / "web", folder, dirs_exist_ok=True)
        if (source / "classes").is_dir():
            place(members(source / "classes", output), folder / "WEB-INF/classes")
        for root in sorted((source / "jars").glob("*")):
            jar(folder / "WEB-INF/lib" / root.name, members(root, output))
        renamed = source / "from-examples.txt"
        for line in renamed.read_text().splitlines() if renamed.is_file() else []:
            pattern, called = line.split()
            place({called: next((examples() / "WEB-INF/lib").glob(pattern))}, folder / "WEB-INF/lib")


def main():
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    output = folder / "classes"
    shutil.rmtree(folder, ignore_errors=True)
    output.mkdir(parents=True)
    sources = [file for root in [OWN / "observer", *(OWN / "apps" / name for name in names)]
               for file in sorted(root.rglob("*.java"))]
    compile_all(sources, output)
    jar(folder / "observer.jar", members(OWN / "observer", output))
    for name in names:
        web_app(name, output, folder / name)
    host = '<Listener className="dev.slipway.tomcat.WebAppProperties"/>\n'
    server = (REPOSITORY / "tomcat/conf/server.xml.mustache").read_text()
    if server.count(host) != 1:
        sys.exit("compose: the built-in server.xml has no place for the observer")
    observer = '        <Valve className="dev.slipway.same.Observer"/>\n'
    (folder / "server.xml.mustache").write_text(server.replace(host, host + observer))
    webapps = ", ".join(f"{{ war: {name}, context: {context(name)} }}" for name in names)
    (folder / "recipe.yaml").write_text(RECIPE.format(webapps=webapps))


main()
