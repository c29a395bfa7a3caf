import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.apache.velocity.runtime.resource.util.StringResourceRepository;

/** Renders one parsed template by Apache Velocity for some seconds: prints the nanoseconds of processor time a rendering of
 * each round, or the text. */
public class Velocity {
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** The same as in the example `render` of the crate `vtl`. */
    static Map<String, Object> data() {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            items.add(map("sku", "ABC10" + i, "title", "A \"fine\" thing", "count", i + 1, "price", 1250 + i, "gift", i % 2 == 0,
                "note", "wrap it"));
        }
        Map<String, Object> place = map("street", "Long Lane 5", "city", "Ulm", "zip", "89073", "country", "DE");
        Map<String, Object> customer = map("first", "Ann", "last", "Other", "email", " Ann@Example.COM ", "vip", false, "orders", 12,
            "tags", new ArrayList<>(Arrays.asList("a", "b", "c")));
        Map<String, Object> order = map("id", "o-1", "customer", customer, "shipping", place, "billing", place, "items", items,
            "notes", new ArrayList<>(Arrays.asList("ring twice")), "meta", map("one", "1", "two", "2", "three", "3"), "language", "de");
        return map("order", order, "context", map("stage", "prod", "account", "123456789012", "key", "k-1", "trace", "t-1"));
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty(RuntimeConstants.RUNTIME_LOG_LOGSYSTEM, new NullLogChute());
        engine.setProperty("resource.loader", "string");
        engine.setProperty("string.resource.loader.class", StringResourceLoader.class.getName());
        engine.init();
        StringResourceRepository repository = StringResourceLoader.getRepository();
        repository.putStringResource("order", Files.readString(Path.of(arguments[0])));
        Template template = engine.getTemplate("order", "UTF-8");
        Map<String, Object> data = data();
        if (arguments.length == 1) {
            System.out.print(render(template, data));
            return;
        }
        int rounds = Integer.parseInt(arguments[1]);
        long size = 0;
        for (long end = System.nanoTime() + 10_000_000_000L; System.nanoTime() < end; ) {
            size += render(template, data).length();
        }
        List<String> found = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            int count = 0;
            long start = System.nanoTime(), busy = processorTime();
            do {
                for (int i = 0; i < 200; i++, count++) {
                    size += render(template, data).length();
                }
            } while (System.nanoTime() - start < 1_000_000_000L);
            found.add(String.valueOf((processorTime() - busy) / count));
        }
        System.out.println("[" + String.join(",", found) + "]");
        if (size == 0) {
            throw new IllegalStateException("nothing was rendered");
        }
    }

    /** Of this thread: what other programs take of the machine, and the collector's threads, is not counted. */
    static long processorTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static String render(Template template, Map<String, Object> data) {
        StringWriter out = new StringWriter(4096);
        template.merge(new VelocityContext(data), out);
        return out.toString();
    }
}
