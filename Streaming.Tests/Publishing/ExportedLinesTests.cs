using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

public sealed class ExportedLinesTests
{
    [Theory]
    [InlineData("ndjson", "application/x-ndjson")]
    [InlineData("json", "application/json")]
    public async Task Exported_history_can_be_published_again(string format, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "two\nlines", "?type=note&sender=ann");
        using var traced = await server.Client.PostAsync(
            "/topics/news/messages", "traced", "text/plain", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        using var json = await server.Client.PostAsync("/topics/news/messages", """{"data":{"a":[1.50,"é"]}}""", "application/json");
        var export = await server.Client.GetStringAsync($"/topics/news/messages?format={format}").OrTimeout();

        using var again = await server.Client.PostAsync("/topics/copy/messages", export, contentType);

        again.StatusCode.Should().Be(HttpStatusCode.Created, await again.Content.ReadAsStringAsync());
        (await ContentAsync(server, "copy")).Should().Equal(await ContentAsync(server, "news"));
    }

    [Fact]
    public async Task A_republished_export_of_a_room_omits_joins_and_leaves()
    {
        await using var server = await TestServer.StartAsync();
        await using (var member = await RoomClient.JoinAsync(server, "lobby", "?name=ann"))
        {
            await member.SendTextAsync("hello");
            await member.ReceiveTextAsync();
        }

        await Eventually.BecomesAsync(
            () => ContentAsync(server, "room:lobby"), lines => lines.Exists(line => line.StartsWith("leave", StringComparison.Ordinal)));
        var export = await server.Client.GetStringAsync("/topics/room:lobby/messages?format=ndjson").OrTimeout();
        using var again = await server.Client.PostAsync("/topics/copy/messages", export, "application/x-ndjson");
        again.StatusCode.Should().Be(HttpStatusCode.Created, await again.Content.ReadAsStringAsync());
        (await ContentAsync(server, "copy")).Should().Equal("message ann \"hello\"");
    }

    [Theory]
    [InlineData("{'data':1,'dta':2}", "'dta'")]
    [InlineData("{'data':1,'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn':2}",
        "'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…'")]
    public async Task An_unknown_property_is_refused_by_name(string body, string named)
    {
        await using var server = await TestServer.StartAsync();
        using var line = await server.Client.PostAsync("/topics/news/messages", body.Replace('\'', '"'), "application/x-ndjson");
        (await line.ProblemAsync(HttpStatusCode.BadRequest)).Should()
            .StartWith("Line 1 has a property that is not known").And.Contain(named);
        using var whole = await server.Client.PostAsync("/topics/news/messages", body.Replace('\'', '"'), "application/json");
        (await whole.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(named);
    }

    [Theory]
    [InlineData("application/x-ndjson", "{\"data\":1}\n{\"data\":2}\n", 2)]
    [InlineData("application/json", "{\"data\":1}", 1)]
    [InlineData("text/plain", "1", 1)]
    public async Task A_byte_order_mark_is_skipped(string contentType, string body, int count)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/news/messages", "\uFEFF" + body, contentType);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        (await ContentAsync(server, "news")).Should()
            .HaveCount(count).And.NotContain(line => line.Contains('\uFEFF', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_above_the_size_limit_is_refused_with_its_number_even_without_a_line_end()
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:MaxMessageBytes", "10"));
        using var body = new PausingContent("application/x-ndjson");
        var upload = server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), body);
        body.Send("{\"data\":\"" + new string('x', 2_000));
        body.End();
        using var refused = await upload.OrTimeout();
        (await refused.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().StartWith("Line 1 is larger");
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("line").GetInt32().Should().Be(1);
    }

    private static async Task<List<string>> ContentAsync(TestServer server, string topic) =>
        [.. (await server.Client.GetJsonAsync($"/topics/{topic}/messages")).EnumerateArray()
            .Select(message => $"{message.GetProperty("type")} {message.GetProperty("sender")} " +
                $"{message.GetProperty("data").GetRawText()}")];
}
