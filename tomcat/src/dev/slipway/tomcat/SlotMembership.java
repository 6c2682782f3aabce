package dev.slipway.tomcat;

import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.catalina.tribes.membership.StaticMembershipProvider;
import org.apache.catalina.tribes.membership.StaticMembershipService;
import org.apache.catalina.tribes.util.UUIDGenerator;

/**
 * The members of a cluster without multicast, found in files that may change at any time: the slots of an app find
 * each other by themselves, and a member elsewhere needs a line in one file.
 */
public final class SlotMembership extends StaticMembershipService {
    private static final int PROBE_MILLIS = 1000;

    private String members = "";
    private MemberFiles files;

    public SlotMembership() {
        StaticMember self = new StaticMember();
        self.setUniqueId(UUIDGenerator.randomUUID(true));
        setLocalMember(self);
        setUseThread(true);
        setPingInterval(PROBE_MILLIS);
    }

    /** Sets the file that names the members on other nodes. */
    public void setMembers(String path) {
        members = path.strip();
    }

    @Override
    protected StaticMembershipProvider buildMembershipProvider() throws Exception {
        files = new MemberFiles(RunDirectory.current(), members);
        files.publish(getLocalMember(false));
        SlotMembers provider = new SlotMembers(files);
        provider.setChannel(getChannel());
        provider.setMembershipListener(this);
        provider.setMembershipService(this);
        getProperties().setProperty("membershipName", "slipway " + getChannel().getName());
        provider.init(getProperties());
        return provider;
    }

    /** Waits until all that could be reached at the start are known. */
    void awaitGreeting(long millis) throws InterruptedException {
        ((SlotMembers) getMembershipProvider()).awaitGreeting(millis);
    }

    @Override
    public void stop(int level) {
        super.stop(level);
        if (getMembershipProvider() == null && files != null) {
            files.withdraw();
        }
    }
}
