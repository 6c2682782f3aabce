package dev.slipway.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.tribes.Member;
import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Decides who may be a member of the cluster: the other slots of the app on this node, each by a file of its own,
 * and the members on other nodes, by one file. A line is {@code host:port} or {@code host:first-last};
 * {@code #} begins a remark.
 */
final class MemberFiles {
    private static final Log log = LogFactory.getLog(MemberFiles.class);

    private static final Pattern LINE = Pattern.compile("([^\\s:]+|\\[[^\\s\\]]+\\]):(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MOST_PORTS = 16;

    private final RunDirectory run;
    private final Path remote;
    /** What was wrong is told once. */
    private final Set<String> told = new HashSet<>();

    /** A path that is empty stands for the file beside the slots. */
    MemberFiles(RunDirectory run, String remote) throws IOException {
        this.run = run;
        this.remote = remote.isEmpty() ? run.remoteMembers() : Path.of(remote);
    }

    /** All that are named now, without this process itself. */
    ArrayList<StaticMember> read(Member self) {
        Set<String> lines = new HashSet<>();
        try {
            for (Path file : run.members()) {
                lines.addAll(lines(file));
            }
        } catch (IOException e) {
            tell("the other slots cannot be listed: " + e);
        }
        lines.addAll(lines(remote));
        ArrayList<StaticMember> members = new ArrayList<>();
        for (String line : lines) {
            members.addAll(members(line));
        }
        members.removeIf(member -> isAt(self, member));
        return members;
    }

    /** Names this process to the others. */
    void publish(Member self) throws IOException {
        String line = InetAddress.getByAddress(self.getHost()).getHostAddress() + ":" + self.getPort() + "\n";
        Path beside = run.member().resolveSibling("member.new");
        Files.writeString(beside, line);
        Files.move(beside, run.member(), StandardCopyOption.ATOMIC_MOVE);
    }

    void withdraw() {
        try {
            Files.deleteIfExists(run.member());
        } catch (IOException e) {
            tell("the name of this member stays behind: " + e);
        }
    }

    static boolean isAt(Member one, Member other) {
        return one.getPort() == other.getPort() && Arrays.equals(one.getHost(), other.getHost());
    }

    /** Whoever is where this member is. */
    static StaticMember at(Member member) {
        StaticMember place = new StaticMember();
        place.setHost(member.getHost());
        place.setPort(member.getPort());
        return place;
    }

    private List<String> lines(Path file) {
        List<String> lines = new ArrayList<>();
        try {
            if (Files.isRegularFile(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    lines.add(line.replaceFirst("#.*", "").strip());
                }
                lines.removeIf(String::isEmpty);
            }
        } catch (IOException e) {
            tell(file + " cannot be read: " + e);
        }
        return lines;
    }

    private List<StaticMember> members(String line) {
        Matcher matcher = LINE.matcher(line);
        try {
            if (!matcher.matches()) {
                throw new IllegalArgumentException("it is not host:port");
            }
            int first = Integer.parseInt(matcher.group(2));
            int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
            if (first < 1 || last < first || last > 65535 || last - first >= MOST_PORTS) {
                throw new IllegalArgumentException("these are no ports");
            }
            List<StaticMember> members = new ArrayList<>();
            for (int port = first; port <= last; port++) {
                members.add(new StaticMember(matcher.group(1), port, 0));
            }
            return members;
        } catch (IOException | IllegalArgumentException e) {
            tell("the cluster member \"" + line + "\" is left out: " + e.getMessage());
            return List.of();
        }
    }

    private void tell(String sentence) {
        if (told.add(sentence)) {
            log.warn(sentence);
        }
    }
}
