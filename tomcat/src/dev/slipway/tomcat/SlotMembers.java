package dev.slipway.tomcat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.ChannelException;
import org.apache.catalina.tribes.Member;
import org.apache.catalina.tribes.membership.MemberImpl;
import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.catalina.tribes.membership.StaticMembershipProvider;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Keeps the living members of one cluster: greets all that the files name, now and each second, and introduces
 * a new one to those it knows.
 */
final class SlotMembers extends StaticMembershipProvider {
    private static final Log log = LogFactory.getLog(SlotMembers.class);

    private final MemberFiles files;
    private final Set<Member> introduced = new HashSet<>();
    private byte[] cluster;
    private final CountDownLatch greeted = new CountDownLatch(1);
    private volatile Thread greeter;

    SlotMembers(MemberFiles files) {
        this.files = files;
        setStaticMembers(new ArrayList<>());
    }

    @Override
    public void init(Properties properties) throws Exception {
        cluster = properties.getProperty("membershipName").getBytes(StandardCharsets.ISO_8859_1);
        super.init(properties);
    }

    /**
     * Greets in a thread of its own: whoever starts a channel holds a lock that the answers need too, Tomcat's own
     * greeting waits for them in vain.
     */
    @Override
    public void start(int level) throws Exception {
        super.start(level);
        if (startLevel == (Channel.MBR_RX_SEQ | Channel.MBR_TX_SEQ) && greeter == null) {
            greeter = new Thread(this::greet, "slipway-members");
            greeter.setDaemon(true);
            greeter.start();
        }
    }

    private void greet() {
        try {
            ping();
        } catch (ChannelException e) {
            log.warn("the first greeting failed: " + e.getMessage());
        } finally {
            greeted.countDown();
        }
    }

    /** Waits until all that could be reached at the start are known. */
    void awaitGreeting(long millis) throws InterruptedException {
        if (!greeted.await(millis, TimeUnit.MILLISECONDS)) {
            log.warn("the members of the cluster have not answered in " + millis + " ms");
        }
    }

    /** Runs at the start and each second. */
    @Override
    protected synchronized void ping() throws ChannelException {
        ArrayList<StaticMember> named = files.read(service.getLocalMember(false));
        Member[] known = membership.getMembers();
        for (Member member : known) {
            if (named.stream().noneMatch(other -> MemberFiles.isAt(other, member))) {
                named.add(MemberFiles.at(member));
            }
        }
        setStaticMembers(named);
        introduce(List.of(known));
        super.ping();
    }

    /** Once for each new member: were it done again and again, the dead would live on as a rumour. */
    private void introduce(List<Member> known) throws ChannelException {
        introduced.retainAll(known);
        for (Member one : known) {
            if (introduced.add(one)) {
                for (Member other : known) {
                    if (!other.equals(one)) {
                        tell(one, other);
                        tell(other, one);
                    }
                }
            }
        }
    }

    private void tell(Member listener, Member about) throws ChannelException {
        MemberImpl copy = (MemberImpl) setupMember(about);
        // Sent without it, a member would pass for the oldest of all, who is asked for the sessions.
        copy.setServiceStartTime(System.currentTimeMillis() - about.getMemberAliveTime());
        MemberMessage message = new MemberMessage(cluster, MemberMessage.MSG_PING, copy);
        channel.send(new Member[] {listener}, message, sendOptions);
    }

    @Override
    protected void memberAdded(Member member) {
        for (Member known : membership.getMembers()) {
            // A port that answers again belongs to a new process; the failure detector would take it for the old one.
            if (MemberFiles.isAt(known, member) && !known.equals(member)) {
                known.setCommand(Member.SHUTDOWN_PAYLOAD);
                memberDisappeared(known);
            }
        }
        if (Thread.currentThread() == greeter) {
            // Known to all before the greeting is over, not soon after it.
            Member plain = setupMember(member);
            if (membership.memberAlive(plain)) {
                membershipListener.memberAdded(plain);
            }
        } else {
            super.memberAdded(member);
        }
    }

    /** The failure detector waits for the return of a StaticMember; of ours none comes back as who it was. */
    @Override
    protected Member setupMember(Member member) {
        return MemberImpl.getMember(((MemberImpl) member).getData(false));
    }
}
