package dev.slipway.tomcat;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;

/** Counts the public requests in progress; an asynchronous one counts until it is complete. */
final class OpenRequests {
    private final AtomicInteger count = new AtomicInteger();

    int count() {
        return count.get();
    }

    void enter() {
        count.incrementAndGet();
    }

    void leave(Request request) {
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(new Completion());
        } else {
            count.decrementAndGet();
        }
    }

    /** Ends the count of one asynchronous request. */
    private final class Completion implements AsyncListener {
        private boolean done;

        @Override
        public synchronized void onComplete(AsyncEvent event) {
            if (!done) {
                done = true;
                count.decrementAndGet();
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // A new asynchronous cycle of the same request forgets its listeners.
            event.getAsyncContext().addListener(this);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container completes the request afterwards.
        }

        @Override
        public void onError(AsyncEvent event) {
            // The container completes the request afterwards.
        }
    }
}
