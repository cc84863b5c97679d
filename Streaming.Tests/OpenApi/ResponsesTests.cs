using System.Text;
using System.Text.Json;
using Streaming.Tests.Access;
using Streaming.Tests.Support;
using Xunit.Abstractions;

namespace Streaming.Tests.OpenApi;

/// <summary>
/// Sends correct and incorrect requests to every operation, and checks that the document contains each response with its media type.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ResponsesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] s_values =
        ["", "news", "..", "a b", "-1", "0", "1", "earliest", "k3f9a2-1", "true", "1h", "queued", "csv", new('x', 300), "?"];
    private static readonly string[] s_types =
        ["application/json", "text/plain", "application/x-ndjson", "application/octet-stream", "text/html", "x"];

    private static readonly string[] s_bodies =
    [
        "", "{", "{}", "[]", "null", "\"text\"", "{\"data\":1}",
            "{\"type\":\"publish\",\"arguments\":{\"topic\":\"by-job\",\"messages\":[{\"data\":1}]}}", "{\"type\":\"nothing\"}",
        "{\"url\":\"https://receiver.example/\",\"topics\":[\"news\"]}",
            "{\"cron\":\"0 3 * * *\",\"type\":\"publish\",\"arguments\":{\"topic\":\"by-job\",\"messages\":[{\"data\":1}]}}",
        "{\"topic\":\"news\",\"after\":\"earliest\"}", "{\"email\":\"ann@example.com\"}",
            "{\"session\":\"a\",\"node\":\"b\",\"data\":\"{}\"}", "{\"id\":1,\"connect\":{}}", "{\"token\":\"x\"}", new('x', 80 << 10),
    ];

    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private TestServer _server = null!;
    private Description _description = null!;

    public async Task InitializeAsync()
    {
        // Jobs are stored but not run, so that the requests meet jobs of all states except the last ones.
        _server = await TestServer.StartAsync(
            ("Access:Keys:0:Secret", Tokens.Secret), ("Access:Open", "true"), ("Jobs:Concurrency", "0"), ("Email:Pickup", "mail"),
            ("Email:From", "streaming@localhost"),
            ("Invitations:PublicUrl", "https://live.example/"), ("Samples:Ticker", "false"), ("Webhooks:MaxWebhooks", "3"));
        _description = await Description.OfAsync(_server);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        output.WriteLine(string.Join('\n', _seen));
    }

    [Fact]
    public async Task Every_response_to_every_parameter_is_documented()
    {
        foreach (var operation in _description.Operations)
        {
            foreach (var parameter in operation.Parameters.Select(
                parameter => (In: parameter.GetProperty("in").GetString()!, Name: parameter.GetProperty("name").GetString()!)).ToList())
            {
                foreach (var value in s_values.Where(value => parameter.In != "path" || value is not ("" or "..")))
                    await SendAsync(operation, "news", parameter: (parameter.In, parameter.Name, value),
                        body: ("{\"data\":1}", "application/json"));
            }
        }
    }

    [Fact]
    public async Task Every_response_to_every_body_is_documented()
    {
        var (job, webhook) = (await CreatedAsync("/jobs", s_bodies[7]), await CreatedAsync("/webhooks", s_bodies[9]));
        // Operations that delete run last.
        foreach (var operation in _description.Operations.OrderBy(operation => operation.Method == "DELETE"))
        {
            var id = operation.Path.StartsWith("/webhooks", StringComparison.Ordinal) ? webhook : job;
            foreach (var body in operation.Json.TryGetProperty("requestBody", out _) ? s_bodies : [string.Empty, string.Empty])
                await SendAsync(operation, id, body: (body, "application/json"));
            foreach (var type in s_types)
                await SendAsync(operation, id, body: ("{\"data\":1}", type));
            foreach (var encoding in (string[])["gzip", "zstd", "x"])
                await SendAsync(operation, id, body: ("{}", "application/json"), headers: ("Content-Encoding", encoding));
        }
    }

    [Fact]
    public async Task Every_response_to_every_kind_of_caller_is_documented()
    {
        await using var closed = await Tokens.StartServerAsync();
        foreach (var operation in _description.Operations)
        {
            foreach (var (name, value) in ((string, string)[])[("X-None", "1"), ("Authorization", "Bearer x"),
                ("Authorization", $"Bearer {Tokens.For()}"), ("Cookie", "streaming-session=x"), ("Origin", "https://other.example"),
                ("Accept", "image/png"), ("If-None-Match", "*"), ("Range", "bytes=9-1")])
            {
                await SendAsync(operation, "news", body: ("{}", "application/json"), headers: (name, value), client: closed.Client);
                await SendAsync(operation, "news", body: ("{}", "application/json"), headers: (name, value));
            }
        }
    }

    [Fact]
    public async Task The_refusal_of_a_reused_key_is_documented()
    {
        foreach (var (key, path, first, second) in ((string, string, string, string)[])[
            ("POST /topics/{topic}/messages", "/topics/news/messages", "{\"data\":1}", "{\"data\":2}"),
                ("POST /jobs", "/jobs", s_bodies[7], s_bodies[7].Replace("1", "2", StringComparison.Ordinal)),
            ("POST /rooms/{room}/invitations", "/rooms/news/invitations", s_bodies[12], "{\"email\":\"bob@example.com\"}")])
        {
            using var taken = await _server.Client.PostAsync(path, first, "application/json", ("Idempotency-Key", "1"));
            using var refused = await _server.Client.PostAsync(path, second, "application/json", ("Idempotency-Key", "1"));
            ((int)refused.StatusCode).Should().Be(422);
            Check(_description.Of(key), taken);
            Check(_description.Of(key), refused);
        }
    }

    [Fact]
    public async Task Every_response_about_a_closed_topic_or_a_missing_job_is_documented()
    {
        const string Missing = "01J00000000000000000000000";
        var end = (await _server.Client.PublishAsync("shut", "last")).GetProperty("last").GetString()!;
        using var close = await _server.Client.PostAsync("/topics/shut/close", string.Empty, "text/plain");
        close.IsSuccessStatusCode.Should().BeTrue();
        foreach (var operation in _description.Operations.OrderBy(operation => operation.Method == "DELETE"))
        {
            var parameter = operation.Path switch
            {
                "/events" => ("query", "topic", "shut"),
                "/v1/stream/{path}" => ("path", "path", "shut"),
                _ => ("path", "topic", "shut"),
            };
            await SendAsync(operation, Missing, parameter, ("{\"data\":1}", "application/json"), ("Last-Event-ID", end));
        }

        _seen.Should().Contain(
            "GET /topics/{topic}/events 204", "GET /events 204", "POST /topics/{topic}/messages 409", "DELETE /jobs/{id} 404",
            "POST /jobs/{id}/retry 404");
    }

    private async Task<string> CreatedAsync(string path, string body)
    {
        using var response = await _server.Client.PostAsync(path, body, "application/json");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private async Task SendAsync(
        DescribedCall operation, string id, (string In, string Name, string Value)? parameter = null,
            (string Text, string Type)? body = null, (string Name, string Value)? headers = null, HttpClient? client = null)
    {
        var path = operation.Path;
        foreach (var each in operation.Parameters.Where(each => each.GetProperty("in").GetString() == "path")
            .Select(each => each.GetProperty("name").GetString()!))
            path = path.Replace($"{{{each}}}", parameter is { In: "path" } given && given.Name == each ? Uri.EscapeDataString(given.Value)
                : each == "id" ? id : "news", StringComparison.Ordinal);
        if (parameter is { In: "query" } query)
            path += $"?{query.Name}={Uri.EscapeDataString(query.Value)}";
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (parameter is { In: "header" } header)
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        if (body is { } content && operation.Json.TryGetProperty("requestBody", out _))
        {
            request.Content = new StringContent(content.Text, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", content.Type);
        }

        if (headers is { } sent && !request.Headers.TryAddWithoutValidation(sent.Name, sent.Value))
            request.Content?.Headers.TryAddWithoutValidation(sent.Name, sent.Value);
        using var response = await (client ?? _server.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        Check(operation, response);
    }

    private void Check(DescribedCall operation, HttpResponseMessage response)
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        _seen.Add($"{operation.Key} {status}");
        var described = operation.Responses.SingleOrDefault(each => each.Name == status);
        described.Value.ValueKind.Should()
            .Be(JsonValueKind.Object, $"{operation.Key} answers {status} to {response.RequestMessage!.RequestUri}");
        // A stream has any content type, also in the response to its creation.
        var isOfStream = operation.Path == "/v1/stream/{path}" && response.IsSuccessStatusCode;
        if (!isOfStream && response.Content.Headers.ContentType?.MediaType is { } mediaType)
            described.Value.GetProperty("content").EnumerateObject().Select(content => content.Name).Should()
                .Contain(mediaType, $"{operation.Key} {status} to {response.RequestMessage.RequestUri}");
    }
}
