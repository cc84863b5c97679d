using System.Net;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests that names and text of clients cannot break logs, CSV files, or the framing of a stream.</summary>
[Trait("Category", "Slow")]
public sealed class HygieneTests
{
    private static readonly string[] s_hostile =
    [
        "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "a\r\nid: forged\r\n\r\ndata: forged",
            "a\nevent: expired\ndata: forged", "nul\0nul", "\u202Egnp.exe", "<script>alert(1)</script>", "'; DROP TABLE messages; --",
        "\u2028line\u2029paragraph", "a\u0000b\u001b[31mred", new string('x', 5_000),
    ];

    [Fact]
    public async Task Text_arrives_unchanged_on_a_stream_and_cannot_forge_an_event()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        foreach (var text in s_hostile)
            await server.Client.PublishAsync("news", text);
        foreach (var text in s_hostile)
        {
            var heard = (await events.NextAsync())!;
            heard.Type.Should().Be("message");
            // An event stream ends a line at CR, LF and CRLF alike.
            heard.Data.Should().Be(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'));
        }

        var kept = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetString());
        kept.Should().Equal(s_hostile);
    }

    [Fact]
    public async Task No_cell_of_a_csv_is_a_formula_and_no_text_ends_its_row()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var text in s_hostile)
            await server.Client.PublishAsync("news", text, "?sender=" + Uri.EscapeDataString("=sender"));
        var csv = await server.Client.GetStringAsync(new Uri("/topics/news/messages?format=csv", UriKind.Relative)).OrTimeout();
        var rows = Csv.Parse(csv);
        rows.Should().HaveCount(s_hostile.Length + 1);
        foreach (var cell in rows.SelectMany(row => row).Where(cell => cell.Length > 0))
            "=+-@\t\r".Should().NotContain(cell[..1], cell);
    }

    [Theory]
    [InlineData("\u202E")]
    [InlineData("\u200B")]
    [InlineData("Ann\u3164")]
    [InlineData("\u2800")]
    [InlineData("Ann\u034F")]
    [InlineData("\u115F\u1160")]
    [InlineData("\uFFA0")]
    [InlineData("\u200F")]
    [InlineData("\u061C")]
    [InlineData("\u2066")]
    [InlineData("\u0000")]
    [InlineData("\r\n")]
    [InlineData("\u001b[31m")]
    [InlineData("\u2028")]
    public async Task A_name_has_no_invisible_character(string character)
    {
        await using var server = await TestServer.StartAsync();
        var name = Uri.EscapeDataString($"ann{character}b");
        foreach (var (method, path) in new[] { (HttpMethod.Post, $"/topics/news/messages?sender={name}"),
            (HttpMethod.Post, $"/topics/news/messages?type={name}"), (HttpMethod.Get, $"/ws/lobby?name={name}"),
            (HttpMethod.Get, $"/topics/{name}"), (HttpMethod.Put, $"/schedules/{name}"),
            (HttpMethod.Get, $"/jobs?type={name}&limit={name}") })
        {
            using var response = await server.Client.SendAsync(
                method, path, token: null, method == HttpMethod.Get ? null
                : new StringContent("""{"cron":"0 3 * * *","type":"retention"}"""));
            // Kestrel refuses NUL in a path.
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
        }
    }

    [Fact]
    public async Task Unpaired_surrogates_and_invalid_UTF8_are_refused_everywhere()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var body in (string[])["{\"data\":\"\\uD800\"}", "{\"data\":\"x\",\"sender\":\"\\uDC00\"}",
            "{\"data\":\"x\",\"type\":\"\\uD83D\"}"])
        {
            using var response = await server.Client.PostAsync("/topics/news/messages", body, "application/json");
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest, body);
        }

        using var bytes = await server.Client.PostAsync("/topics/news/messages", new ByteArrayContent([0xC3, 0x28])).OrTimeout();
        bytes.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Input_of_clients_cannot_forge_a_line_of_the_log()
    {
        await using var server = await TestServer.StartAsync();
        var forged = Uri.EscapeDataString("x\r\nwarn: FORGED\u202E\u001b[31m");
        foreach (var path in (string[])[$"/topics/{forged}", $"/topics/news/events?after={forged}", $"/ws/{forged}", $"/ws/a?name={forged}",
            $"/{forged}?a={forged}", $"/topics/news?access_token={forged}", $"/rooms/{forged}/members",
            $"/topics/news/messages?format={forged}"])
            (await server.Client.SendAsync(
                HttpMethod.Get, path, token: null, content: null, ("Last-Event-ID", "x FORGED"), ("X-Note", "FORGED"))).Dispose();
        await using (var member = await RoomClient.JoinAsync(server, "lobby"))
        {
            await member.Socket.SendAsync(
                Encoding.UTF8.GetBytes("\r\nFORGED\u202E"), System.Net.WebSockets.WebSocketMessageType.Binary, true, CancellationToken.None)
                .OrTimeout();
            (await member.ReceiveTextAsync()).Should().BeNull();
        }

        foreach (var entry in server.Logs.Entries)
            entry.Text.Should().NotContain("\nwarn: FORGED").And.NotContain("\u202E").And.NotContain("\u001b");
    }
}
