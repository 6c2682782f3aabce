<%@ page contentType="text/plain;charset=UTF-8" session="false" trimDirectiveWhitespaces="true"
    import="java.io.*, java.lang.management.*, java.util.*, java.util.concurrent.*" %>
<%!
    private static volatile String mood = "well";
    private static final List<byte[]> kept = Collections.synchronizedList(new ArrayList<>());
    private static final Object first = new Object();
    private static final Object second = new Object();
    private static final CountDownLatch never = new CountDownLatch(1);

    private static void run(String name, Callable<Void> body) {
        Thread thread = new Thread(() -> {
            try {
                body.call();
            } catch (Exception e) {
                System.out.println("sick: " + e);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Until the old generation is as full as this, in hundredths, and nothing of it can be collected. */
    private static void fill(int percent) {
        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getName().contains("Old") || p.getName().contains("Tenured")).findFirst().get();
        while (true) {
            System.gc();
            MemoryUsage usage = old.getUsage();
            long missing = usage.getMax() * percent / 100 - usage.getUsed();
            if (missing < 128 << 10) return;
            for (long held = 0; held < missing / 2 + (64 << 10); held += 64 << 10) kept.add(new byte[(64 << 10) - 16]);
        }
    }

    /** Each holds what the other wants. */
    private static void embrace(Object mine, Object theirs, CyclicBarrier both) throws Exception {
        synchronized (mine) {
            both.await();
            synchronized (theirs) {
                throw new IllegalStateException("the other has let go");
            }
        }
    }

    /** Almost everything survives, so the collector finds next to nothing each time it is called. */
    private static Void thrash() {
        fill(97);
        byte[][] ring = new byte[64][];
        for (int i = 0; ; i = (i + 1) % ring.length) {
            try {
                ring[i] = new byte[48 << 10];
                if (i % 16 == 0) System.gc();
            } catch (OutOfMemoryError e) {
                ring = new byte[64][];
            }
        }
    }

    private static void fall(String fault, String argument) throws Exception {
        switch (fault) {
        case "leak":
            run("leak", () -> {
                while (true) {
                    kept.add(new byte[1 << 20]);
                    Thread.sleep(5);
                }
            });
            break;
        case "heap":
            run("heap", () -> { fill(95); return null; });
            break;
        case "thrash":
            run("thrash", () -> thrash());
            break;
        case "deadlock":
            CyclicBarrier both = new CyclicBarrier(2);
            run("embrace-1", () -> { embrace(first, second, both); return null; });
            run("embrace-2", () -> { embrace(second, first, both); return null; });
            mood = "locked";
            break;
        case "bomb":
            // Each child starts two more in sessions of their own, until there are some hundreds.
            String bomb =
                "[ $1 -gt 0 ] || exec sleep 600; for i in 1 2; do setsid sh -c \"$0\" \"$0\" $(($1-1)) & done; wait";
            new ProcessBuilder("sh", "-c", bomb, bomb, argument).inheritIO().start();
            mood = "wrong";
            break;
        case "stubborn":
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) {
                    try { never.await(); } catch (InterruptedException e) { continue; }
                }
            }));
            break;
        case "threads":
            for (int i = 0; i < 320; i++) run("idle-" + i, () -> { never.await(); return null; });
            break;
        case "shout":
            int lines = Integer.parseInt(argument);
            for (int i = 0; i < lines; i++) {
                System.out.println("sick: line " + i + " of " + lines + ", and it is long enough to matter");
            }
            break;
        default:
            mood = fault;
        }
    }

    private static void answer(HttpServletResponse response, JspWriter out) throws Exception {
        switch (mood) {
        case "hang":
            never.await();
            break;
        case "slow":
            Thread.sleep(5000);
            out.print("OK");
            break;
        case "wrong":
            out.print("all is lost");
            break;
        case "error":
            response.setStatus(503);
            out.print("OK");
            break;
        case "drip":
            response.setContentLength(60);
            for (int i = 0; i < 60; i++) {
                out.print("O");
                out.flush();
                Thread.sleep(1000);
            }
            break;
        case "locked":
            synchronized (first) { out.print("OK"); }
            break;
        default:
            out.print("OK");
        }
    }
%>
<%
    String path = request.getServletPath();
    if (path.equals("/wait")) {
        never.await();
    } else if (path.equals("/do")) {
        String fault = request.getParameter("fault");
        if (fault.equals("tell")) {
            Properties own = new Properties();
            try (InputStream in = application.getClassLoader().getResourceAsStream("ROOT.properties")) {
                own.load(in);
            }
            System.out.println("sick: the word is " + own.getProperty("sick.word"));
        } else {
            fall(fault, String.valueOf(request.getParameter("argument")));
        }
        out.print("done");
    } else {
        answer(response, out);
    }
%>
