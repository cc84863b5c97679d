using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests the headers that an administrator adds to the requests of a webhook.</summary>
[Trait("Category", "Slow")]
public sealed class OwnHeadersTests
{
    [Fact]
    public async Task Own_headers_are_sent_with_each_request_and_their_values_are_never_shown()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var notices = await EventStream.OpenAsync(server.Client, "/topics/system:webhooks/events");
        using var response = await server.Client.PostAsync("/webhooks", $$$"""
            {"url":"{{{receiver.Url}}}","topics":["news"],"headers":{"X-Api-Key":"sesame 1","Authorization":"Bearer sesame 2"}}
            """, "application/json");
        var made = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Created, made);
        var (id, secret) = (Text(made, "id"), Text(made, "secret"));
        await server.Client.PublishAsync("news", "one");
        var request = await receiver.NextAsync();
        (request.Headers["x-api-key"], request.Headers["authorization"]).Should().Be(("sesame 1", "Bearer sesame 2"));
        request.IsSignedWith(secret).Should().BeTrue();
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        (await receiver.NextAsync()).Headers["x-api-key"].Should().Be("sesame 1");

        var shown = await server.Client.GetJsonAsync($"/webhooks/{id}");
        shown.GetProperty("headers").ToString().Should().Be("""{"X-Api-Key":null,"Authorization":null}""");
        var seen = made + shown + await server.Client.GetJsonAsync("/webhooks")
            + await server.Client.GetJsonAsync($"/webhooks/{id}/deliveries") + (await notices.NextAsync())!.Data
            + string.Concat(server.Logs.Entries.Select(entry => entry.Text));
        seen.Should().NotContain("sesame");
    }

    [Fact]
    public async Task A_change_replaces_the_headers_and_null_keeps_the_value_of_one()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(
            receiver.Url, """["news"]""", ""","headers":{"X-A":"a","X-B":"b"}""");
        await server.Client.PatchAsync(id, """{"batch":5}""");
        await server.Client.PatchAsync(id, """{"headers":{"x-a":null,"X-C":"c"}}""");
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        var headers = (await receiver.NextAsync()).Headers;
        (headers["x-a"], headers["x-c"], headers.ContainsKey("x-b")).Should().Be(("a", "c", false));

        (await server.Client.PatchAsync(id, """{"headers":{}}""")).GetProperty("headers").EnumerateObject().Should().BeEmpty();
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        (await receiver.NextAsync()).Headers.Should().NotContainKey("x-a");
    }

    [Fact]
    public async Task Stored_values_are_not_sent_to_another_server()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(
            receiver.Url, """["news"]""", ""","headers":{"X-A":"sesame","X-B":"sesame too"}""");
        foreach (var url in (string[])[other.Url, receiver.Url.Replace("http:", "https:", StringComparison.Ordinal), "http://localhost/"])
        {
            foreach (var headers in (string[])["", ""","headers":null""", ""","headers":{"X-A":"new","X-B":null}"""])
            {
                using var refused = await server.Client.PatchAsync(
                    $"/webhooks/{id}", new StringContent($$"""{"url":"{{url}}"{{headers}}}""")).OrTimeout();
                (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().NotContain("sesame");
            }
        }

        await server.Client.PatchAsync(id, $$"""{"url":"{{receiver.Url}}?path=other"}""");
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        (await receiver.NextAsync()).Headers["x-a"].Should().Be("sesame", "the server is the same");
        await server.Client.PatchAsync(id, $$$"""{"url":"{{{other.Url}}}","headers":{"X-A":"new"}}""");
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        var headersOfOther = (await other.NextAsync()).Headers;
        (headersOfOther["x-a"], headersOfOther.ContainsKey("x-b")).Should().Be(("new", false));
        await server.Client.PatchAsync(id, $$$"""{"url":"{{{receiver.Url}}}","headers":{}}""");
        await server.Client.PatchAsync(id, $$"""{"url":"{{other.Url}}"}""");
    }

    [Theory]
    [InlineData("""{"Connection":"close"}""", "is not allowed, since it is for the connection")]
    [InlineData("""{"transfer-encoding":"chunked"}""", "is not allowed")]
    [InlineData("""{"Host":"example.com"}""", "is not allowed")]
    [InlineData("""{"Content-Type":"text/plain"}""", "is not allowed")]
    [InlineData("""{"Webhook-Signature":"v1,x"}""", "for the signature")]
    [InlineData("""{"webhook-other":"x"}""", "for the signature")]
    [InlineData("""{"":"x"}""", "name is not valid")]
    [InlineData("""{"a b":"x"}""", "name is not valid")]
    [InlineData("""{"X-A":""}""", "value of the header X-A is not valid")]
    [InlineData("""{"X-A":"sesame\r\nX-B: y"}""", "value of the header X-A is not valid")]
    [InlineData("""{"X-A":"sesame "}""", "value of the header X-A is not valid")]
    [InlineData("""{"X-A":"s\u00e9same"}""", "ASCII")]
    [InlineData("""{"X-A":null}""", "has no value")]
    [InlineData("""{"X-A":"x","x-a":"y"}""", "given twice")]
    [InlineData("""{"X-A":1}""", "is not a valid webhook")]
    public async Task Headers_that_are_not_allowed_are_refused_with_a_sentence(string headers, string says)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        using var response = await server.Client.PostAsync(
            "/webhooks", $$$"""{"url":"https://example.com/","topics":["news"],"headers":{{{headers}}}}""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says).And.NotContain("sesame");
    }

    [Fact]
    public async Task The_number_and_the_sizes_of_headers_are_limited()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        foreach (var (headers, says) in new (IEnumerable<(string Name, int Length)>, string)[]
        {
            (Enumerable.Range(0, 21).Select(i => ($"X-{i}", 1)), "give at most 20"),
            ([("X-" + new string('a', 99), 1)], "1 to 100"),
            ([("X-A", 2_049)], "1 to 2048"),
            (Enumerable.Range(0, 5).Select(i => ($"X-{i}", 2_000)), "more than 8192"),
        })
        {
            var json = JsonSerializer.Serialize(headers.ToDictionary(each => each.Name, each => new string('v', each.Length)));
            using var response = await server.Client.PostAsync(
                "/webhooks", $$$"""{"url":"https://example.com/","topics":["news"],"headers":{{{json}}}}""", "application/json");
            (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
        }
    }

    private static string Text(string json, string property) => JsonDocument.Parse(json).RootElement.GetProperty(property).GetString()!;
}
