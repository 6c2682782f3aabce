package same.initializers.task;

import java.util.concurrent.FutureTask;

/** A Runnable by a class of Java alone. */
public class Task extends FutureTask<String> {
    public Task() {
        super(() -> "done");
    }
}
