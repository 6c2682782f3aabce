package dev.slipway.tomcat;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * Makes some TLS handshakes in memory with the certificates of a connector, so that the first client does not wait
 * until Java has loaded what a handshake takes.
 */
final class Rehearsal {
    private static final Log log = LogFactory.getLog(Rehearsal.class);
    private static final int MOST = 20;
    private static final int MOST_STEPS = 100;
    private static final String OLDER = "TLSv1.2";

    private final List<SSLHostConfig> hosts;
    private final long end;
    private int done;

    /** No handshake is begun after `limitMillis`, but for the first. */
    Rehearsal(List<SSLHostConfig> hosts, long limitMillis) {
        this.hosts = hosts;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    /** Never fails: without it only the first clients wait longer. */
    void run() {
        long start = System.nanoTime();
        try {
            SSLContext client = SSLContext.getInstance("TLS");
            client.init(null, new TrustManager[] {new Trusting()}, null);
            boolean more = !hosts.isEmpty();
            while (more) {
                more = round(client);
            }
        } catch (Exception | LinkageError e) {
            log.debug("TLS handshakes could not be rehearsed", e);
        }
        if (done > 0) {
            log.debug("rehearsed " + done + " TLS handshakes in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
        }
    }

    /** One handshake with each certificate in each version; returns whether there is time for another round. */
    private boolean round(SSLContext client) throws Exception {
        int before = done;
        for (SSLHostConfig host : hosts) {
            for (SSLHostConfigCertificate certificate : host.getCertificates()) {
                for (String version : List.of("TLSv1.3", OLDER)) {
                    if (done > 0 && (done >= MOST || System.nanoTime() > end)) {
                        return false;
                    }
                    if (certificate.getSslContext() != null && isEnabled(host, version)) {
                        shakeHands(server(host, certificate), client(client, version));
                        done++;
                    }
                }
            }
        }
        return done > before;
    }

    private static boolean isEnabled(SSLHostConfig host, String version) {
        return Arrays.asList(host.getEnabledProtocols()).contains(version);
    }

    private static SSLEngine server(SSLHostConfig host, SSLHostConfigCertificate certificate) {
        SSLEngine engine = certificate.getSslContext().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledCipherSuites(host.getEnabledCiphers());
        engine.setEnabledProtocols(host.getEnabledProtocols());
        return engine;
    }

    private static SSLEngine client(SSLContext context, String version) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }

    /** Up to the first bytes of an answer, and the farewell. */
    private static void shakeHands(SSLEngine server, SSLEngine client) throws SSLException {
        ByteBuffer toServer = packet(client);
        ByteBuffer toClient = packet(server);
        try {
            for (int step = 0; step < MOST_STEPS && (isShaking(server) || isShaking(client)); step++) {
                move(client, toServer, toClient);
                move(server, toClient, toServer);
            }
            if (isShaking(server) || isShaking(client)) {
                throw new SSLException("the handshake did not come to an end");
            }
            send(client, server, toServer);
            send(server, client, toClient);
        } finally {
            client.closeOutbound();
            server.closeOutbound();
        }
    }

    private static ByteBuffer packet(SSLEngine engine) {
        return ByteBuffer.allocate(4 * engine.getSession().getPacketBufferSize());
    }

    private static boolean isShaking(SSLEngine engine) {
        // A session without a cipher is the one before the handshake.
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || engine.getSession().getCipherSuite().contains("_NULL_NULL");
    }

    /** Lets one side say and hear what it can. Both buffers are filled between calls. */
    private static void move(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        Runnable task;
        ByteBuffer clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        in.flip();
        engine.unwrap(in, clear);
        in.compact();
        while ((task = engine.getDelegatedTask()) != null) {
            task.run();
        }
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        }
    }

    private static void send(SSLEngine from, SSLEngine to, ByteBuffer wire) throws SSLException {
        from.wrap(ByteBuffer.allocate(1024), wire);
        wire.flip();
        while (wire.hasRemaining()) {
            int before = wire.remaining();
            to.unwrap(wire, ByteBuffer.allocate(to.getSession().getApplicationBufferSize()));
            if (wire.remaining() == before) {
                break;
            }
        }
        wire.compact();
    }

    /** Trusts whomever: what it talks to is in the same memory. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
