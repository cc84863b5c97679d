using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class SenderTests
{
    [Fact]
    public async Task The_sender_of_a_message_is_the_name_in_the_token()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("u-17", ["*"], ["*"], name: "Ann");
        (await server.Client.PublishWithAsync(token, "news", "one")).Dispose();
        (await server.Client.PublishWithAsync(token, "news", "two", "?sender=Ann")).Dispose();
        (await server.Client.PublishWithAsync(Tokens.For("u-18", ["*"]), "news", "three")).Dispose();
        (await SendersAsync(server, token)).Should().Equal("Ann", "Ann", "u-18");
    }

    [Fact]
    public async Task Only_an_administrator_of_the_topic_may_set_another_sender()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("ann", ["*"], ["*"]);
        using var query = await server.Client.PublishWithAsync(token, "news", "forged", "?sender=bob");
        (await query.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'ann'");
        using var body = await server.Client.PostAsync(
            "/topics/news/messages", """[{"data":1},{"data":2,"sender":"bob"}]""", "application/json",
            ("Authorization", $"Bearer {token}"));
        body.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var lines = await server.Client.PostAsync(
            "/topics/news/messages", "{\"data\":1,\"sender\":\"bob\"}", "application/x-ndjson", ("Authorization", $"Bearer {token}"));
        lines.StatusCode.Should().Be(HttpStatusCode.Forbidden);

        (await server.Client.PublishWithAsync(Tokens.For("backend", admin: ["news"]), "news", "for bob", "?sender=bob")).Dispose();
        (await SendersAsync(server, token)).Should().Equal("bob");
    }

    [Fact]
    public async Task A_member_of_a_room_has_the_name_in_the_token()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("u-17", ["*"], ["*"], name: "Ann");
        await using var member = await RoomClient.JoinAsync(server, "lobby", $"format=json&access_token={token}");
        await member.SendTextAsync("hello");
        JsonElement heard;
        do
            heard = await member.ReceiveJsonAsync();
        while (heard.GetProperty("type").GetString() != "message");
        heard.GetProperty("sender").GetString().Should().Be("Ann");
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(
            () => RoomClient.JoinAsync(server, "lobby", $"name=bob&access_token={token}"));
    }

    private static async Task<IEnumerable<string?>> SendersAsync(TestServer server, string token)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news/messages", token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.EnumerateArray()
            .Select(message => message.GetProperty("sender").GetString()).ToList();
    }
}
