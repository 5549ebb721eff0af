import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks one of the vendors, under the host that a client library has built in. */
class Client {
    public static void main(String[] arguments) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://api.vobiz.ai/api/v1/auth/me")).build();
        var reply = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (reply.statusCode() != 401) {
            throw new IllegalStateException("expected 401, got " + reply.statusCode());
        }
    }
}
