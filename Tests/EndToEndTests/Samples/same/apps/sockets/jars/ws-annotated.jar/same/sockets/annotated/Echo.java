package same.sockets.annotated;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

@ServerEndpoint("/echo")
public class Echo {
    @OnMessage
    public String said(String text) {
        return "echo " + text;
    }
}
