package same.program;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.concurrent.atomic.AtomicInteger;

public class Counting implements ServletRequestListener {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        event.getServletRequest().setAttribute("count", count.incrementAndGet());
    }
}
