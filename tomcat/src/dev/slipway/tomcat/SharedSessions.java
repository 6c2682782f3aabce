package dev.slipway.tomcat;

import org.apache.catalina.ha.ClusterManager;
import org.apache.catalina.ha.ClusterMessage;
import org.apache.catalina.ha.session.DeltaManager;
import org.apache.catalina.ha.session.SessionMessage;
import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.ManagedChannel;
import org.apache.catalina.tribes.MembershipService;

/** Tomcat's sessions in all members, which two members may also start to share at the same moment. */
public final class SharedSessions extends DeltaManager {
    private static final long GREETING_MILLIS = 5000;

    /** Asks nobody before it is known whom there is to ask. */
    @Override
    public synchronized void getAllClusterSessions() {
        Channel channel = getCluster().getChannel();
        if (channel instanceof ManagedChannel) {
            MembershipService members = ((ManagedChannel) channel).getMembershipService();
            if (members instanceof SlotMembership) {
                try {
                    ((SlotMembership) members).awaitGreeting(GREETING_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        super.getAllClusterSessions();
    }

    /** Tomcat forgets whoever asks for sessions while it waits for some itself, and lets him wait in vain. */
    @Override
    public void messageDataReceived(ClusterMessage message) {
        if (message instanceof SessionMessage
                && ((SessionMessage) message).getEventType() == SessionMessage.EVT_GET_ALL_SESSIONS) {
            messageReceived((SessionMessage) message, message.getAddress());
        } else {
            super.messageDataReceived(message);
        }
    }

    @Override
    public ClusterManager cloneFromTemplate() {
        SharedSessions copy = new SharedSessions();
        clone(copy);
        copy.setExpireSessionsOnShutdown(isExpireSessionsOnShutdown());
        copy.setNotifySessionListenersOnReplication(isNotifySessionListenersOnReplication());
        copy.setNotifyContainerListenersOnReplication(isNotifyContainerListenersOnReplication());
        copy.setStateTransferTimeout(getStateTransferTimeout());
        copy.setSendAllSessions(isSendAllSessions());
        copy.setSendAllSessionsSize(getSendAllSessionsSize());
        copy.setSendAllSessionsWaitTime(getSendAllSessionsWaitTime());
        copy.setStateTimestampDrop(isStateTimestampDrop());
        return copy;
    }
}
