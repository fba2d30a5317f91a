import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.Session;
import io.trino.execution.QueryIdGenerator;
import io.trino.plugin.hive.HiveConnectorFactory;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Runs SQL on Trino, on which Athena engine version 3 is based.
 *
 * <p>The first line of the standard input has the properties of the Hive connector, as JSON. Each further line is a query, with text parameters for its
 * question marks, and session properties of the connector. Each is answered by a line: the columns with their types and the rows, or an error.
 */
public final class Engine
{
    /** The name that Athena gives to the Glue Data Catalog. */
    private static final String CATALOG = "awsdatacatalog";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final QueryIdGenerator QUERY_IDS = new QueryIdGenerator();

    public static void main(String[] arguments)
            throws Exception
    {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, String> properties = new HashMap<>();
        JSON.readTree(requests.readLine()).fields().forEachRemaining(property -> properties.put(property.getKey(), property.getValue().asText()));

        try (LocalQueryRunner runner = LocalQueryRunner.create(TestingSession.testSessionBuilder().build())) {
            runner.createCatalog(CATALOG, new HiveConnectorFactory(), properties);
            // A view is read in a session with the same properties, so they must be those of the connector.
            Session session = TestingSession.testSessionBuilder(runner.getSessionPropertyManager())
                    .setCatalog(CATALOG).setSchema("default").setTimeZoneKey(TimeZoneKey.UTC_KEY).build();
            answers.println("{\"ready\":true}");
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                answers.println(JSON.writeValueAsString(answer(runner, session, JSON.readTree(line))));
            }
        }
        // Threads of the connector would keep the process alive.
        System.exit(0);
    }

    private static ObjectNode answer(LocalQueryRunner runner, Session session, JsonNode request)
    {
        ObjectNode answer = JSON.createObjectNode();
        try {
            MaterializedResult result = execute(runner, session, request);
            ArrayNode columns = answer.putArray("columns");
            for (int index = 0; index < result.getColumnNames().size(); index++) {
                columns.addObject().put("name", result.getColumnNames().get(index)).put("type", result.getTypes().get(index).getDisplayName());
            }
            ArrayNode rows = answer.putArray("rows");
            for (MaterializedRow row : result) {
                ArrayNode values = rows.addArray();
                row.getFields().forEach(value -> values.add(valueOf(value)));
            }
        }
        catch (RuntimeException error) {
            answer.removeAll();
            answer.put("error", String.valueOf(error.getMessage()));
        }
        return answer;
    }

    private static MaterializedResult execute(LocalQueryRunner runner, Session session, JsonNode request)
    {
        String sql = request.get("sql").asText();
        JsonNode parameters = request.get("parameters");
        Session.SessionBuilder builder = Session.builder(session).setQueryId(QUERY_IDS.createNextQueryId());
        request.get("session").fields().forEachRemaining(property -> builder.setCatalogSessionProperty(CATALOG, property.getKey(), property.getValue().asText()));
        Session own = builder.build();
        if (parameters.isEmpty()) {
            return runner.execute(own, sql);
        }
        Session prepared = Session.builder(own).addPreparedStatement("query", sql).build();
        String values = StreamSupport.stream(parameters.spliterator(), false)
                .map(value -> "'" + value.asText().replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return runner.execute(prepared, "EXECUTE query USING " + values);
    }

    private static JsonNode valueOf(Object value)
    {
        return value instanceof Number || value instanceof Boolean || value == null ? JSON.valueToTree(value) : JSON.valueToTree(String.valueOf(value));
    }
}
