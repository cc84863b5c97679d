using System.Text.Json;
using Bogus;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

public sealed class CsvTests
{
    [Fact]
    public async Task It_has_a_header_a_file_name_and_a_row_for_each_message()
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
    public async Task What_was_published_comes_back(string text)
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
    public async Task Text_that_a_spreadsheet_would_run_gets_an_apostrophe(string formula)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", formula);
        (await DataAsync(server)).Should().Equal("'" + formula);
    }

    [Fact]
    public async Task A_sender_that_a_spreadsheet_would_run_gets_an_apostrophe_too()
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
    public async Task Hundreds_of_made_up_messages_come_back_as_they_were()
    {
        await using var server = await TestServer.StartAsync();
        var faker = new Faker { Random = new Randomizer(20_260_301) };
        var texts = Enumerable.Range(0, 400)
            .Select(_ => "x" + string.Concat(Enumerable.Range(0, faker.Random.Int(1, 40)).Select(_ => faker.PickRandom(",", "\"", "\n", "\r\n", "🎈", "ß", " ", ";", "\t", faker.Lorem.Word()))))
            .ToList();
        using var _ = await server.Client.PostAsync("/topics/news/messages", JsonSerializer.Serialize(texts.Select(text => new { data = text })), "application/json");

        (await DataAsync(server)).Should().Equal(texts);
    }

    private static async Task<IEnumerable<string>> DataAsync(TestServer server) => Csv.Parse(await TextAsync(server)).Skip(1).Select(row => row[6]);

    private static Task<string> TextAsync(TestServer server) => server.Client.GetStringAsync(new Uri("/topics/news/messages?format=csv", UriKind.Relative)).OrTimeout();
}
