using System.Net;
using Bogus;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

[Trait("Category", "Slow")]
public sealed class EventFormatTests
{
    [Fact]
    public async Task The_type_of_a_message_is_the_name_of_its_event_and_the_default_type_has_none()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await OpenAsync(server);
        var typed = (await server.Client.PublishAsync("news", "goal", "?type=sport")).GetProperty("last").GetString();
        var plain = (await server.Client.PublishAsync("news", "rain")).GetProperty("last").GetString();
        (await events.NextBlockAsync()).Should().Equal("event: sport", "data: goal", $"id: {typed}");
        (await events.NextBlockAsync()).Should().Equal("data: rain", $"id: {plain}");
    }

    [Theory]
    [InlineData("one\ntwo", "one", "two")]
    [InlineData("one\r\ntwo", "one", "two")]
    [InlineData("one\rtwo", "one", "two")]
    [InlineData("one\n\r\n\rtwo", "one", "", "", "two")]
    [InlineData("\n", "", "")]
    [InlineData("ends\n", "ends", "")]
    [InlineData(" keeps its space", " keeps its space")]
    [InlineData("data: not a field\n: not a comment", "data: not a field", ": not a comment")]
    public async Task Each_line_of_a_text_is_a_separate_data_line(string text, params string[] lines)
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await OpenAsync(server);
        await server.Client.PublishAsync("news", text);
        (await events.NextBlockAsync()).SkipLast(1).Should().Equal(lines.Select(line => "data: " + line));
    }

    [Fact]
    public async Task JSON_is_sent_unchanged_on_one_line()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await OpenAsync(server);
        await server.Client.PostAsync(
            "/topics/news/messages", "{\"data\": {\"a\": 1.50,\r\n \"b\": [\"x\\ny\", null]}}", "application/json");
        (await events.NextBlockAsync()).SkipLast(1).Should().Equal("data: {\"a\": 1.50, \"b\": [\"x\\ny\", null]}");
    }

    [Fact]
    public async Task Text_of_any_script_is_delivered_unchanged()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var texts = new[] { "en", "ru", "zh_CN", "ar", "ja", "el" }.Select(locale => new Faker(locale).Name.FullName())
            .Append("👩‍👩‍👧 \u0000 \u0085 \u2028 end").ToList();
        foreach (var text in texts)
            await server.Client.PublishAsync("news", text);
        (await events.TakeAsync(texts.Count)).Select(e => e.Data).Should().Equal(texts);
    }

    [Theory]
    [InlineData("type=a%0Adata:%20forged")]
    [InlineData("type=a%0D%0A%0D%0Adata:%20forged")]
    [InlineData("type=a%0D")]
    [InlineData("type=gap")]
    [InlineData("sender=a%0Aid:%20forged")]
    [InlineData("sender=a%0D")]
    [InlineData("sender=a%E2%80%A8b")]
    public async Task Clients_cannot_inject_a_field_or_a_reserved_event_into_the_stream(string query)
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await OpenAsync(server);
        using var refused = await server.Client.PostAsync($"/topics/news/messages?{query}", "text", "text/plain");
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().EndWith(".");
        await server.Client.PublishAsync("news", "next");
        (await events.NextBlockAsync()).SkipLast(1).Should().Equal("data: next");
    }

    private static async Task<RawEventStream> OpenAsync(TestServer server)
    {
        var events = await RawEventStream.OpenAsync(server.Client, "/topics/news/events");
        await events.NextBlockAsync();
        return events;
    }
}
