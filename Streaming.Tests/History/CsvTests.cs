using System.Text.Json;
using Bogus;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

[Trait("Category", "Slow")]
public sealed class CsvTests
{
    [Fact]
    public async Task A_CSV_file_has_a_header_a_file_name_and_a_row_for_each_message()
    {
        await using var server = await TestServer.StartAsync();
        var position = (await server.Client.PublishAsync("room:lobby", "hi", "?type=chat&sender=Ada")).GetProperty("first").GetString()!;

        using var response = await server.Client.GetAsync(new Uri("/topics/room:lobby/messages?format=csv", UriKind.Relative)).OrTimeout();

        response.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        response.Content.Headers.ContentDisposition.FileName!.Trim('"').Should().Be("room-lobby.csv");
        var rows = Csv.Parse(await response.Content.ReadAsStringAsync().OrTimeout());
        rows[0].Should().Equal("topic", "epoch", "offset", "time", "type", "sender", "data");
        var row = rows.Should().HaveCount(2).And.Subject.Last();
        row[..3].Should().Equal("room:lobby", position[..^2], "1");
        DateTimeOffset.Parse(row[3]).Offset.Should().Be(TimeSpan.Zero);
        row[4..].Should().Equal("chat", "Ada", "hi");
    }

    [Theory]
    [InlineData("comma, and \"quotes\"")]
    [InlineData("line\nend")]
    [InlineData("line\r\nend\r")]
    [InlineData("\"")]
    [InlineData(",")]
    [InlineData(" leading and trailing ")]
    [InlineData("👩‍🚀 Grüße 世界")]
    [InlineData("5 - 3 = 2")]
    [InlineData("'quoted'")]
    public async Task A_CSV_file_contains_the_published_messages(string text)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", text);
        (await DataAsync(server)).Should().Equal(text);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData(" =1+1")]
    [InlineData("\n=1+1")]
    [InlineData(" \u00a0\u3000@SUM(A1)")]
    [InlineData("\u2060=1+1")]
    [InlineData("\u200b=1+1")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    [InlineData("−1")]
    public async Task Text_that_a_spreadsheet_would_run_as_a_formula_gets_an_apostrophe(string formula)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", formula);
        (await DataAsync(server)).Should().Equal("'" + formula);
    }

    [Theory]
    [InlineData("-5.5")]
    [InlineData("-1e3")]
    [InlineData("0")]
    [InlineData("null")]
    public async Task A_JSON_number_is_never_a_formula(string json)
    {
        await using var server = await TestServer.StartAsync();
        using var _ = await server.Client.PostAsync("/topics/news/messages", $$"""{"data":{{json}}}""", "application/json");
        (await DataAsync(server)).Should().Equal(json);
    }

    [Fact]
    public async Task With_escape_none_text_is_not_changed()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "=1+1", "?sender=%3Dcmd");
        var row = Csv.Parse(await server.Client.GetStringAsync("/topics/news/messages?format=csv&escape=none").OrTimeout())[1];
        row[5..].Should().Equal("=cmd", "=1+1");
    }

    [Fact]
    public async Task Columns_can_be_selected_and_ordered()
    {
        await using var server = await TestServer.StartAsync();
        var position = (await server.Client.PublishAsync("news", "hi", "?sender=Ada")).GetProperty("first").GetString();
        var rows = Csv.Parse(await server.Client.GetStringAsync("/topics/news/messages?format=csv&columns=data,sender,position")
            .OrTimeout());
        rows[0].Should().Equal("data", "sender", "position");
        rows[1].Should().Equal("hi", "Ada", position);
    }

    [Fact]
    public async Task A_byte_order_mark_is_written_if_requested()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "Grüße");
        var plain = await server.Client.GetByteArrayAsync(new Uri("/topics/news/messages?format=csv", UriKind.Relative)).OrTimeout();
        var marked = await server.Client.GetByteArrayAsync(new Uri("/topics/news/messages?format=csv&bom=true", UriKind.Relative))
            .OrTimeout();
        marked.Should().Equal([0xEF, 0xBB, 0xBF, .. plain]);
    }

    [Fact]
    public async Task The_media_type_of_CSV_names_the_character_set()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "hi");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/topics/news/messages") { Headers = { { "Accept", "text/csv" } } };
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8");
    }

    [Theory]
    [InlineData("format=csv&columns=data,nothing", "'nothing'")]
    [InlineData("format=csv&columns=data,data", "twice")]
    [InlineData("format=csv&escape=all", "escape")]
    [InlineData("format=csv&bom=yes", "bom")]
    [InlineData("format=ndjson&columns=data", "format=csv")]
    public async Task An_unknown_column_or_option_is_refused(string query, string word)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync(new Uri($"/topics/news/messages?{query}", UriKind.Relative)).OrTimeout();
        response.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain(word);
    }

    [Fact]
    public async Task A_sender_that_a_spreadsheet_would_run_as_a_formula_gets_an_apostrophe()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "x", "?sender=%3Dcmd");
        Csv.Parse(await TextAsync(server))[1][5].Should().Be("'=cmd");
    }

    [Fact]
    public async Task JSON_is_one_field()
    {
        await using var server = await TestServer.StartAsync();
        using var _ = await server.Client.PostAsync("/topics/news/messages", """{"data":{"a":"x, \"y\"","b":[1,2]}}""", "application/json");
        (await DataAsync(server)).Should().Equal("""{"a":"x, \"y\"","b":[1,2]}""");
    }

    [Fact]
    public async Task Hundreds_of_random_messages_are_exported_unchanged()
    {
        await using var server = await TestServer.StartAsync();
        var faker = new Faker { Random = new Randomizer(20_260_301) };
        var texts = Enumerable.Range(0, 400)
            .Select(_ => "x" + string.Concat(
                Enumerable.Range(0, faker.Random.Int(1, 40))
                .Select(_ => faker.PickRandom(",", "\"", "\n", "\r\n", "🎈", "ß", " ", ";", "\t", faker.Lorem.Word()))))
            .ToList();
        using var _ = await server.Client.PostAsync(
            "/topics/news/messages", JsonSerializer.Serialize(texts.Select(text => new { data = text })), "application/json");

        (await DataAsync(server)).Should().Equal(texts);
    }

    private static async Task<IEnumerable<string>> DataAsync(TestServer server) =>
        Csv.Parse(await TextAsync(server)).Skip(1).Select(row => row[6]);

    private static Task<string> TextAsync(TestServer server) =>
        server.Client.GetStringAsync(new Uri("/topics/news/messages?format=csv", UriKind.Relative)).OrTimeout();
}
