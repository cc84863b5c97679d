using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class AuditTests
{
    [Fact]
    public async Task The_audit_trail_contains_refused_tokens_and_administrative_actions()
    {
        await using var server = await Tokens.StartServerAsync();
        var admin = Tokens.For("root", admin: ["*"]);
        await using var events = await EventStream.OpenAsync(server.Client, $"/topics/audit:log/events?access_token={admin}");

        (await server.Client.SendAsync(HttpMethod.Get, "/topics/news?x=1", "nonsense")).Dispose();
        var invalid = await NextAsync(events, "refused");
        invalid.GetProperty("path").GetString().Should().Be("/topics/news");
        invalid.GetProperty("address").GetString().Should().Contain("127.0.0.1");
        invalid.GetProperty("detail").GetString().Should().Contain("JWT");

        (await server.Client.PublishWithAsync(Tokens.For("ann", subscribe: ["*"]), "news")).Dispose();
        (await NextAsync(events, "refused")).GetProperty("subject").GetString().Should().Be("ann");

        await using (var member = await RoomClient.JoinAsync(server, "lobby", $"access_token={Tokens.For("eve", subscribe: ["*"])}"))
        {
            await member.SendTextAsync("may I?");
            var inRoom = await NextAsync(events, "refused");
            inRoom.GetProperty("subject").GetString().Should().Be("eve");
            inRoom.GetProperty("path").GetString().Should().Be("/ws/lobby");
        }

        (await server.Client.PublishWithAsync(admin, "news")).Dispose();
        using var state = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", admin);
        var newest = JsonDocument.Parse(await state.Content.ReadAsStringAsync()).RootElement.GetProperty("newest").GetString();
        (await server.Client.SendAsync(HttpMethod.Delete, $"/topics/news/messages?before={newest}", admin)).Dispose();
        var trimmed = await NextAsync(events, "trimmed");
        trimmed.GetProperty("subject").GetString().Should().Be("root");
        trimmed.GetProperty("detail").GetString().Should().Contain("news").And.Contain(newest);
    }

    [Fact]
    public async Task Anonymous_clients_cannot_fill_the_audit_trail()
    {
        await using var server = await Tokens.StartServerAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", $"nonsense{i}");
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        })).OrTimeout();
        using var none = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null);
        none.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var trail = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", Tokens.For(admin: ["*"]));
        JsonDocument.Parse(await trail.Content.ReadAsStringAsync()).RootElement.GetArrayLength().Should().BeLessThan(300);
    }

    private static async Task<JsonElement> NextAsync(EventStream events, string type)
    {
        var next = (await events.NextAsync())!;
        next.Type.Should().Be(type);
        return JsonDocument.Parse(next.Data).RootElement;
    }
}
