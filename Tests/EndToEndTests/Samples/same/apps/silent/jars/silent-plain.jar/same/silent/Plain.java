package same.silent;

public class Plain {
}
