using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

[Trait("Category", "Slow")]
public sealed class HistoryFormatTests
{
    [Theory]
    [InlineData("", null, "application/json")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "application/json", "application/json")]
    [InlineData("", "application/x-ndjson", "application/x-ndjson")]
    [InlineData("", "text/csv", "text/csv")]
    [InlineData("", "text/*", "text/csv")]
    [InlineData("", "application/json;q=0.5, text/csv", "text/csv")]
    [InlineData("", "text/html, application/xhtml+xml, */*;q=0.8", "application/json")]
    [InlineData("?format=json", "text/csv", "application/json")]
    [InlineData("?format=ndjson", "text/csv", "application/x-ndjson")]
    [InlineData("?format=csv", "application/json", "text/csv")]
    [InlineData("?format=csv", "image/png", "text/csv")]
    public async Task The_query_overrides_Accept_and_JSON_is_the_default(string query, string? accept, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "hi");
        using var response = await GetAsync(server, $"/topics/news/messages{query}", accept);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be(contentType);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Vary.Should().Contain("Accept");
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("hi");
    }

    [Theory]
    [InlineData("?format=xml", HttpStatusCode.BadRequest, "*json, ndjson, csv*")]
    [InlineData("?format=CSV", HttpStatusCode.BadRequest, "*json, ndjson, csv*")]
    [InlineData("?after=nonsense", HttpStatusCode.BadRequest, "*k3f9a2-1042*")]
    [InlineData("?before=nonsense", HttpStatusCode.BadRequest, "*k3f9a2-1042*")]
    [InlineData("?before=abc-1", HttpStatusCode.BadRequest, "*earlier lifetime*with the epoch*")]
    [InlineData("?limit=0", HttpStatusCode.BadRequest, "*at least 1*")]
    [InlineData("?limit=-1", HttpStatusCode.BadRequest, "*at least 1*")]
    [InlineData("?limit=ten", HttpStatusCode.BadRequest, "*at least 1*")]
    [InlineData("?order=random", HttpStatusCode.BadRequest, "*order=asc*order=desc*")]
    public async Task A_wrong_parameter_is_refused_with_the_allowed_values(string query, HttpStatusCode status, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await GetAsync(server, $"/topics/news/messages{query}", accept: null);
        (await response.ProblemAsync(status)).Should().Match(sentence);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/json;q=0")]
    public async Task An_unavailable_format_is_answered_with_406(string accept)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await GetAsync(server, "/topics/news/messages", accept);
        (await response.ProblemAsync(HttpStatusCode.NotAcceptable)).Should().Contain("text/csv");
    }

    [Fact]
    public async Task The_history_of_an_empty_topic_is_empty_in_every_format()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
        (await GetStringAsync(server, "?format=ndjson")).Should().BeEmpty();
        Csv.Parse(await GetStringAsync(server, "?format=csv")).Should().ContainSingle();
    }

    [Fact]
    public async Task NDJSON_has_the_same_messages_as_JSON_one_on_each_line()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "one\ntwo 🎈");
        using var _ = await server.Client.PostAsync(
            "/topics/news/messages", """{"data":{"a":"\u0000"},"type":"json"}""", "application/json");

        var lines = await GetStringAsync(server, "?format=ndjson");

        lines.Should().EndWith("}\n");
        var json = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().Select(message => message.GetRawText());
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(json).And.HaveCount(2);
    }

    [Fact]
    public async Task A_range_is_selected_by_after_before_limit_and_order()
    {
        await using var server = await TestServer.StartAsync();
        var epoch = (await server.Client.PublishAsync("news", "1")).GetProperty("first").GetString()![..^2];
        for (var i = 2; i <= 6; i++)
            await server.Client.PublishAsync("news", $"{i}");

        (await TextsAsync("")).Should().Be("123456");
        (await TextsAsync("?order=asc")).Should().Be("123456");
        (await TextsAsync("?order=desc")).Should().Be("654321");
        (await TextsAsync("?after=earliest")).Should().Be("123456");
        (await TextsAsync($"?after={epoch}-0")).Should().Be("123456");
        (await TextsAsync($"?after={epoch}-2")).Should().Be("3456");
        (await TextsAsync($"?after={epoch}-6")).Should().BeEmpty();
        (await TextsAsync($"?before={epoch}-3")).Should().Be("12");
        (await TextsAsync($"?before={epoch}-100")).Should().Be("123456");
        (await TextsAsync($"?after={epoch}-1&before={epoch}-5")).Should().Be("234");
        (await TextsAsync($"?after={epoch}-1&before={epoch}-5&order=desc")).Should().Be("432");
        (await TextsAsync("?limit=2")).Should().Be("12");
        (await TextsAsync("?limit=2&order=desc")).Should().Be("65");
        (await TextsAsync($"?after={epoch}-5&before={epoch}-2")).Should().BeEmpty();
        (await TextsAsync("?limit=9223372036854775807")).Should().Be("123456");

        async Task<string> TextsAsync(string query) =>
            string.Concat((await server.Client.GetJsonAsync($"/topics/news/messages{query}")).EnumerateArray()
                .Select(message => message.GetProperty("data").GetString()));
    }

    [Fact]
    public async Task A_gap_after_the_requested_position_is_reported_in_a_header()
    {
        await using var server = await TestServer.StartAsync();
        var epoch = (await server.Client.PublishAsync("news", "1")).GetProperty("first").GetString()![..^2];
        for (var i = 2; i <= 5; i++)
            await server.Client.PublishAsync("news", $"{i}");
        using var trimmed = await server.Client.DeleteAsync(new Uri($"/topics/news/messages?before={epoch}-4", UriKind.Relative))
            .OrTimeout();

        var gap = await GapAsync($"?after={epoch}-1");
        gap!.Value.GetProperty("requested").GetString().Should().Be($"{epoch}-1");
        gap.Value.GetProperty("oldest").GetString().Should().Be($"{epoch}-4");
        gap.Value.GetProperty("newest").GetString().Should().Be($"{epoch}-5");
        gap.Value.GetProperty("lost").GetInt32().Should().Be(2);
        (await GapAsync("?after=former-9"))!.Value.GetProperty("lost").ValueKind.Should().Be(JsonValueKind.Null);
        (await GapAsync($"?after={epoch}-3")).Should().BeNull();
        (await GapAsync("?after=earliest")).Should().BeNull();
        (await GapAsync("")).Should().BeNull();

        async Task<JsonElement?> GapAsync(string query)
        {
            using var response = await GetAsync(server, $"/topics/news/messages{query}", accept: null);
            JsonDocument.Parse(await response.Content.ReadAsStringAsync().OrTimeout()).RootElement.EnumerateArray().Last()
                .GetProperty("data").GetString().Should().Be("5");
            return response.Headers.TryGetValues("Streaming-Gap", out var values) ? JsonDocument.Parse(values.Single()).RootElement : null;
        }
    }

    private static async Task<string> GetStringAsync(TestServer server, string query) =>
        await server.Client.GetStringAsync(new Uri($"/topics/news/messages{query}", UriKind.Relative)).OrTimeout();

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string path, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Client.SendAsync(request).OrTimeout();
    }
}
