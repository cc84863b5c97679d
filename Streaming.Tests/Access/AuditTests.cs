using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Server.Access.Audit;
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

    [Theory]
    [InlineData('a')]
    [InlineData('\'')]
    public async Task An_entry_is_short_and_never_left_out_however_long_the_path_is(char character)
    {
        await using var server = await Tokens.StartServerAsync();
        await using var events = await EventStream.OpenAsync(
            server.Client, $"/topics/audit:log/events?access_token={Tokens.For("root", admin: ["*"])}");

        (await server.Client.SendAsync(HttpMethod.Get, $"/topics/{new string(character, 20_000)}", "nonsense")).Dispose();

        var entry = await NextAsync(events, "refused");
        entry.GetProperty("path").GetString().Should().HaveLength(300).And.StartWith($"/topics/{character}").And.EndWith("…");
        entry.GetProperty("leftOut").GetInt32().Should().Be(0);
    }

    [Fact]
    public void An_entry_has_the_subject_of_a_user_whom_the_hosting_application_has_signed_in()
    {
        var http = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "boss")], "Cookies")) };
        AuditEntry.Of(http, AuditEntry.Deleted, "x").Subject.Should().Be("boss");
    }

    [Fact]
    public void A_shortened_text_does_not_end_within_a_character()
    {
        var faces = string.Concat(Enumerable.Repeat("😀", 500));
        var entry = new AuditEntry("refused", Subject: null, Address: null, "GET", $"/{faces}", faces);
        entry.Path.Should().HaveLength(300).And.EndWith("😀…");
        entry.Detail.Should().HaveLength(299).And.EndWith("😀…");
    }

    [Fact]
    public async Task Entries_that_cannot_be_published_cause_one_warning_without_a_stack_trace()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Topics:Policies:0:Match", "audit:*"), ("Topics:Policies:0:MaxMessageBytes", "10"));
        foreach (var _ in Enumerable.Range(0, 5))
            (await server.Client.SendAsync(HttpMethod.Get, "/topics/news", "nonsense")).Dispose();
        await server.StopAsync();

        var warning = server.Logs.Entries.Should()
            .ContainSingle(entry => entry.Text.Contains("of the audit trail", StringComparison.Ordinal)).Subject;
        warning.Exception.Should().BeNull();
        warning.Text.Should().Contain("larger than the 10 bytes");
    }

    private static async Task<JsonElement> NextAsync(EventStream events, string type)
    {
        var next = (await events.NextAsync())!;
        next.Type.Should().Be(type);
        return JsonDocument.Parse(next.Data).RootElement;
    }
}
