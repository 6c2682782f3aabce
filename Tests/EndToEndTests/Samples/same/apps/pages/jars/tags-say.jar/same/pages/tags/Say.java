package same.pages.tags;

import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;

public class Say extends SimpleTagSupport {
    private String what;

    public void setWhat(String what) {
        this.what = what;
    }

    @Override
    public void doTag() throws IOException {
        getJspContext().getOut().print("says " + what);
    }
}
