package dev.slipway.tomcat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;
import java.util.List;

/**
 * Knows the listening sockets this process was started with, by the names in {@code LISTEN_FDNAMES}, and makes those
 * after the first usable. Java hands out descriptor 0 and no other ({@link System#inheritedChannel}), so for them
 * alone its own class is called by reflection; that takes {@code --add-opens} of {@code java.base/sun.nio.ch} and
 * {@code java.base/java.io} to {@code ALL-UNNAMED}.
 */
final class InheritedListener {
    /** Where {@code sd_listen_fds(3)} begins to count. The first socket is descriptor 0 besides. */
    private static final int FIRST_DESCRIPTOR = 3;

    private InheritedListener() {
    }

    /** The names in their order; none when the one listener was passed on as descriptor 0 without a name. */
    static List<String> names() {
        String count = System.getenv("LISTEN_FDS");
        String names = System.getenv("LISTEN_FDNAMES");
        String pid = System.getenv("LISTEN_PID");
        boolean isOurs = pid == null || pid.equals(Long.toString(ProcessHandle.current().pid()));
        if (count == null || names == null || !isOurs) {
            return List.of();
        }
        List<String> all = Arrays.asList(names.split(":", -1));
        return String.valueOf(all.size()).equals(count) ? all : List.of();
    }

    /** Whether it is the one that descriptor 0 is too. No name means that one. */
    static boolean isFirst(String name) {
        return name == null || names().indexOf(name) == 0;
    }

    static ServerSocketChannel open(String name) throws IOException {
        int index = names().indexOf(name);
        if (index < 0) {
            throw new IOException("no listening socket " + name + " was passed on; LISTEN_FDNAMES names " + names());
        }
        try {
            Constructor<FileDescriptor> number = FileDescriptor.class.getDeclaredConstructor(int.class);
            number.setAccessible(true);
            Constructor<?> channel = Class.forName("sun.nio.ch.ServerSocketChannelImpl").getDeclaredConstructor(
                    SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            channel.setAccessible(true);
            // The family matters for options of a socket that nobody sets here; either is right for either kind.
            return (ServerSocketChannel) channel.newInstance(SelectorProvider.provider(), StandardProtocolFamily.INET,
                    number.newInstance(FIRST_DESCRIPTOR + index), true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("the listening socket " + name + " cannot be used: " + e, e);
        }
    }
}
