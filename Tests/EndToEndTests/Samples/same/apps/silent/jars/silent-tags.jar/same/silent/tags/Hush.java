package same.silent.tags;

import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;

public class Hush extends SimpleTagSupport {
    @Override
    public void doTag() throws IOException {
        getJspContext().getOut().print("hush");
    }
}
