using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Server.Transports.HttpApi;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that the fast path of plain publish requests responds, records and refuses exactly as the endpoint does.</summary>
public sealed class PublishFastPathTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData("POST /topics/a/messages", "hello", true)]
    [InlineData("POST /topics/a/messages", "hello", true, "Content-Type: text/plain")]
    [InlineData("POST /topics/a/messages", "\uFEFFhellö ✓", true, "Content-Type: text/plain; charset=utf-8")]
    [InlineData("POST /topics/a/messages", "hello", true, "User-Agent: test", "Accept: */*", "Content-Type: text/plain")]
    [InlineData("POST /topics/a/messages", "a=1&b=x y", true, "Content-Type: application/x-www-form-urlencoded")]
    [InlineData("POST /topics/a/messages", "a=1%20", false, "Content-Type: application/x-www-form-urlencoded")]
    [InlineData(
        "POST /topics/room:a.b-c_d/messages", "{\"data\":{\"n\":1},\"type\":\"t\",\"sender\":\"s\"}", true,
        "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages", "[{\"data\":1},{\"data\":2}]", true, "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages", "{\"data\":1", false, "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages", "[]", false, "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages", "{\"data\":1,\"type\":\"gap\"}", false, "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages", "{\"data\":1}\n{\"data\":2}\n", false, "Content-Type: application/x-ndjson")]
    [InlineData("POST /topics/a/messages", "<a/>", false, "Content-Type: application/xml")]
    [InlineData("POST /topics/a/messages", "", false, "Content-Type: text/plain")]
    [InlineData("POST /topics/a/messages", "\uFEFF", false, "Content-Type: text/plain")]
    [InlineData("POST /topics/a/messages", "x", false, "Content-Type: text/plain; charset=iso-8859-1")]
    [InlineData("POST /topics/a/messages", "x", false, "Content-Type: text/plain", "Content-Type: application/json")]
    [InlineData("POST /topics/a/messages?type=t", "x", false)]
    [InlineData("POST /topics/a/messages?access_token=nonsense", "x", false)]
    [InlineData("POST /topics/a/messages?sender=%00", "x", false)]
    [InlineData("POST /topics/a/messages/", "x", false)]
    [InlineData("POST /Topics/a/Messages", "x", false)]
    [InlineData("POST /topics/a%2Fb/messages", "x", false)]
    [InlineData("POST /topics/caf%C3%A9/messages", "x", false)]
    [InlineData("POST /topics/../messages", "x", false)]
    [InlineData("POST /topics/a/b/messages", "x", false)]
    [InlineData("PUT /topics/a/messages", "x", false)]
    [InlineData("POST /topics/job:1/messages", "x", false)]
    [InlineData("POST /topics/audit:log/messages", "x", false)]
    [InlineData("POST /topics/a/messages", "x", false, "Origin: http://elsewhere.example")]
    [InlineData("POST /topics/a/messages", "x", false, "Origin: https://allowed.example")]
    [InlineData("POST /topics/a/messages", "x", false, "Accept-Encoding: gzip")]
    [InlineData("POST /topics/a/messages", "x", false, "Content-Encoding: br")]
    [InlineData("POST /topics/a/messages", "x", false, "Idempotency-Key: k1")]
    [InlineData("POST /topics/a/messages", "x", false, "Cookie: streaming-session=x")]
    [InlineData("POST /topics/a/messages", "x", false, "Authorization: Basic eDp5")]
    [InlineData("POST /topics/a/messages", "x", false, "Authorization: Bearer nonsense")]
    [InlineData("POST /topics/a/messages", "x", false, "X-Forwarded-For: 203.0.113.1")]
    [InlineData("POST /topics/a/messages", "x", true, "traceparent: " + Trace)]
    public async Task A_request_has_the_same_response_on_both_paths(string line, string body, bool isFast, params string[] headers)
    {
        await using var server = await FastPathServer.StartAsync(("Access:Origins:0", "https://allowed.example"));
        var request = new StringBuilder(line).Append(" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        foreach (var header in headers)
            request.Append(header).Append("\r\n");
        request.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");

        var first = await RawResponse.SendAsync(server.Server.Address, $"{request}\r\n{body}");
        (server.Ordinary == 0 && first.StartsWith("HTTP/1.1 201", StringComparison.Ordinal)).Should().Be(isFast);
        var second = await RawResponse.SendAsync(
            server.Server.Address, $"{request}{FastPathServer.ToEndpoint.Name}: {FastPathServer.ToEndpoint.Value}\r\n\r\n{body}");

        RawResponse.Comparable(first).Should().Be(RawResponse.Comparable(second));
    }

    [Fact]
    public async Task Both_paths_store_the_same_messages()
    {
        await using var server = await FastPathServer.StartAsync();
        foreach (var topic in new[] { "fast", "slow" })
        {
            (string, string)[] headers = topic == "fast" ? [] : [FastPathServer.ToEndpoint];
            await PostAsync(server, topic, "text", "text/plain", [.. headers, ("traceparent", Trace)]);
            await PostAsync(
                server, topic, "[{\"data\":{\"n\":1},\"sender\":\"s\"},{\"data\":\"t\",\"type\":\"u\"}]", "application/json", headers);
            await PostAsync(server, topic, "a=b c", "application/x-www-form-urlencoded", headers);
            await PostAsync(server, topic, "signed", "text/plain",
                [.. headers, ("Authorization", $"Bearer {Tokens.For("ada", publish: ["*"], name: "Ada")}")]);
        }

        server.Ordinary.Should().Be(4);
        (await MessagesAsync(server, "fast")).Should().Equal(await MessagesAsync(server, "slow")).And.HaveCount(5);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        await using var server = await FastPathServer.StartAsync();
        const string Head = "POST /topics/a/messages HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n";
        var requests = string.Concat(Enumerable.Repeat($"{Head}\r\nx", 20)) + $"{Head}Connection: close\r\n\r\nx";
        var responses = await RawResponse.SendAsync(server.Server.Address, requests);
        var offsets = responses.Split("HTTP/1.1 201")[1..].Select(
            response => JsonDocument.Parse(response.Split("\r\n\r\n")[1]).RootElement.GetProperty("last").GetString()!.Split('-')[1]);
        offsets.Should().Equal(Enumerable.Range(1, 21).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        server.Ordinary.Should().Be(0);
    }

    [Fact]
    public async Task The_endpoint_handles_a_body_that_arrives_later()
    {
        await using var server = await FastPathServer.StartAsync();
        using var body = new PausingContent("text/plain");
        body.Headers.ContentLength = 6;
        var publish = server.Client.PostAsync("/topics/a/messages", body);
        body.Send("two");
        body.Send("two");
        body.End();
        using var response = await publish.OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await MessagesAsync(server, "a")).Should().ContainSingle().Which.Should().Contain("twotwo");
    }

    [Fact]
    public async Task A_token_in_the_query_counts()
    {
        await using var server = await FastPathServer.StartWithAccessAsync(("Access:Open", "true"));
        var token = Tokens.For("ann", publish: ["a"]);
        foreach (var (query, status) in new[] { (token, HttpStatusCode.Created), (token + "x", HttpStatusCode.Unauthorized) })
        {
            using var response = await server.Client.PostAsync($"/topics/a/messages?access_token={query}", "x", "text/plain");
            response.StatusCode.Should().Be(status);
        }

        (await MessagesAsync(server, "a")).Should().ContainSingle().Which.Should().Contain("ann");
    }

    [Fact]
    public async Task A_refusal_is_recorded_once_and_as_the_endpoint_records_it()
    {
        await using var server = await FastPathServer.StartWithAccessAsync(("Access:Open", "false"));
        (string, string)[] headers = [("Authorization", $"Bearer {Tokens.For("ann", publish: ["b"])}")];
        using var fast = await server.Client.PostAsync("/topics/a/messages", "x", "text/plain", headers);
        using var slow = await server.Client.PostAsync("/topics/a/messages", "x", "text/plain", [.. headers, FastPathServer.ToEndpoint]);
        (await fast.ProblemAsync(HttpStatusCode.Forbidden)).Should().Be(await slow.ProblemAsync(HttpStatusCode.Forbidden));

        var entries = await Eventually.BecomesAsync(() => AuditAsync(server), found => found.Length >= 2);
        entries.Should().HaveCount(2);
        entries[0].Should().Be(entries[1]);
    }

    [Fact]
    public async Task A_rate_limit_counts_each_request_once()
    {
        await using var server = await FastPathServer.StartAsync(
            ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "3"));
        for (var i = 0; i < 3; i++)
            await PostAsync(server, "a", "x", "text/plain", []);
        server.Ordinary.Should().Be(0);
        // More than the limit ever allows at once.
        using var fast = await server.Client.PostAsync("/topics/a/messages", Many(), "application/json");
        using var slow = await server.Client.PostAsync("/topics/a/messages", Many(), "application/json", FastPathServer.ToEndpoint);
        (await fast.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Be(await slow.ProblemAsync(HttpStatusCode.TooManyRequests));
        (await MessagesAsync(server, "a")).Should().HaveCount(3);

        static string Many() => $"[{string.Join(',', Enumerable.Repeat("{\"data\":1}", 9))}]";
    }

    [Fact]
    public async Task Both_paths_record_the_same_metrics()
    {
        await using var server = await FastPathServer.StartAsync();
        var records = new List<string>();
        var (own, gate) = (server.Server.Get<IMeterFactory>(), new Lock());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // A listener to the meter of routing would switch the fast path off.
                if (ReferenceEquals(instrument.Meter.Scope, own) && instrument.Meter.Name is "Microsoft.AspNetCore.Hosting" or "Streaming")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, "time", tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        var fast = await RecordAsync();
        server.Ordinary.Should().Be(0);
        var slow = await RecordAsync(FastPathServer.ToEndpoint);
        fast.Should().BeEquivalentTo(slow).And.Contain(record => record.Contains("topics/{topic}/messages", StringComparison.Ordinal));

        void Note(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal));
            lock (gate)
            {
                if (ReferenceEquals(instrument.Meter.Scope, own))
                    records.Add($"{instrument.Name} {value} {text}");
            }
        }

        async Task<List<string>> RecordAsync(params (string, string)[] headers)
        {
            lock (gate)
                records.Clear();
            await PostAsync(server, "a", "x", "text/plain", headers);
            return await Eventually.BecomesAsync(
                () =>
                {
                    lock (gate)
                        return Task.FromResult(records.ToList());
                },
                found => found.Exists(record => record.StartsWith("http.server.request.duration", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Routing")]
    [InlineData("Microsoft.AspNetCore.Mvc")]
    public async Task The_endpoint_handles_requests_whose_steps_are_logged(string category)
    {
        await using var server = await FastPathServer.StartAsync(($"Logging:LogLevel:{category}", "Information"));
        await PostAsync(server, "a", "x", "text/plain", []);
        server.Ordinary.Should().Be(1);
        server.Server.Logs.Entries.Should().Contain(entry => entry.Category.StartsWith(category, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hosting_application_has_no_fast_path()
    {
        await using var server = await TestServer.StartAsync();
        server.Services.GetService(typeof(RequestObservers)).Should().BeNull();
    }

    private static async Task PostAsync(
        FastPathServer server, string topic, string body, string type, params (string Name, string Value)[] headers)
    {
        using var response = await server.Client.PostAsync($"/topics/{topic}/messages", body, type, headers);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    // The stored messages without the values that differ between two topics.
    private static async Task<string[]> MessagesAsync(FastPathServer server, string topic) =>
        [.. (await server.Client.GetJsonAsync($"/topics/{topic}/messages")).EnumerateArray().Select(message => string.Join(
            ' ', message.EnumerateObject().Where(property => property.Name is not ("topic" or "epoch" or "position" or "time"))))];

    private static async Task<string[]> AuditAsync(FastPathServer server)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", Tokens.For(admin: ["*"]));
        var entries = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return [.. entries.EnumerateArray().Select(entry => entry.GetProperty("data").ToString())];
    }
}
