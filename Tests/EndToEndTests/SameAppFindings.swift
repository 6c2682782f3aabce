extension SameApp {
    /// The beginnings of lines by which each web app shows that what it is there for was found at all.
    static let found: [String: [String]] = [
        "jstl": ["/ tld http://java.sun.com/jsp/jstl/core ", "/list.jsp first | <li class=\"first\">1.234,5</li>"],
        "annotations": [
            "/annotations servlet hello same.annotations.Hello [*.hi, /hello] load 1 async true",
            "/annotations servlet same.annotations.part.FromJar ",
            "/annotations filter same.annotations.part.JarStamp ",
            "/annotations servlet same.annotations.named.Named ",
            "/annotations/skipped first 404", "/annotations/upper first 404",
        ],
        "fragments": ["/fragments attribute same.listeners BetaListener,AlphaListener,DeltaListener,GammaListener"],
        "absolute": [
            "/absolute attribute same.listeners SecondListener,FirstListener", "/absolute tld urn:same:left ",
            "/absolute/shared.txt first | of second", "/absolute/left first 404",
        ],
        "initializers": [
            "/initializers attribute same.core [same.initializers.Listing, same.initializers.method.Methods$Inner, "
                + "same.initializers.one.Between, same.initializers.one.Circle, same.initializers.one.Marked, "
                + "same.initializers.own.Own, same.initializers.served.Served, same.initializers.task.Task, "
                + "same.initializers.three.Heir, same.initializers.two.Ring, same.initializers.two.Valued]",
            "/initializers attribute same.every null",
        ],
        "resources": ["/resources tld urn:same:own ", "/resources/ first | <h1>of a jar</h1>"],
        "sockets": ["/sockets/echo socket (1, b'echo hello')"],
        "sockets-chosen": ["/sockets-chosen/chat/blue socket (1, b'blue hello')"],
        "pages": [
            "/pages attribute same.listeners TagListener", "/pages tld urn:same:deep ", "/pages jsp-group [*.view]",
            "/pages/fails.jsp first | \tat org.apache.jsp.fails_jsp._jspService(fails_jsp.java:",
        ],
        "examples": [
            "/examples web-socket /websocket/chat ", "/examples/websocket/echoAnnotation socket (1, b'hello')",
        ],
        "complete": ["/complete attribute same.begin 2", "/complete/part first 404"],
        "twin-one": ["/twin-one context-param twin one", "/twin-one/of-jar.jsp first | jar of one 2"],
        "twin-two": ["/twin/two context-param twin two", "/twin/two/of-jar.jsp first | jar of two 2"],
        "program": [
            "/program servlet-multipart upload ", "/program/later first | later", "/program/failing first 500",
        ],
        "silent": [
            "/silent servlet same.silent.part.Annotated ", "/silent tld urn:same:silent ",
            "/silent/page.jsp first | hush and Plain",
        ],
        "scanner": ["/scanner/on first 200", "/scanner/commons-io first 200", "/scanner/off first 404"],
        "odd": ["/odd servlet same.annotations.odd.Odd "],
        "payload": ["/payload/health first 200"],
    ]
}
