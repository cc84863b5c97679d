using System.Net;
using System.Text.Json;
using MimeKit;
using Streaming.Tests.Access;
using Streaming.Tests.Email;
using Streaming.Tests.Support;

namespace Streaming.Tests.Invitations;

/// <summary>Tests invitations to rooms by e-mail.</summary>
[Trait("Category", "Slow")]
public sealed class InvitationTests
{
    private const string Ann = """{"email":"ann@example.com","message":"Come and see.\nWe are all here."}""";

    private static readonly (string, string)[] s_pickup =
        [("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), ("Invitations:PublicUrl", "https://live.example/")];

    [NodeFact(NodePackages.Email)]
    public async Task An_invitation_gives_access_to_its_room_only()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await Tokens.StartServerAsync([.. mails.Settings, ("Invitations:PublicUrl", "https://live.example/")]);
        using var invited = await InviteAsync(server, "lobby", Ann, Tokens.For("ben", ["room:*"], ["room:*"], name: "Ben"));
        invited.StatusCode.Should().Be(HttpStatusCode.Accepted, await invited.Content.ReadAsStringAsync());
        var id = JsonElement.Parse(await invited.Content.ReadAsStringAsync()).GetProperty("id").GetString();
        invited.Headers.Location!.ToString().Should().Be($"/jobs/{id}");

        var (mail, _) = await mails.MailAsync();
        mail.To.ToString().Should().Be("ann@example.com");
        mail.Subject.Should().Be("Ben invites you to the room lobby");
        mail.TextBody!.ReplaceLineEndings("\n").Should()
            .Contain("\n> Come and see.\n> We are all here.\n\nhttps://live.example/#room=lobby&token=");
        var token = TokenOf(mail);

        await using (var member = await RoomClient.JoinAsync(server, "lobby", $"access_token={token}"))
        {
            await member.SendTextAsync("hello");
            (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
        }

        (await StatusAsync(server, HttpMethod.Get, "/topics/room:lobby/messages", token)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, HttpMethod.Get, "/topics/room:other/messages", token)).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Get, "/topics/news/messages", token)).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Get, "/jobs/" + id, token)).Should().Be(HttpStatusCode.Forbidden);
        using var chained = await InviteAsync(server, "lobby", Ann, token);
        (await chained.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("cannot invite others");
        (await StatusAsync(server, HttpMethod.Delete, "/topics/room:lobby/messages?before=a-1", token)).Should()
            .Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_token_of_an_invitation_is_in_the_mail_only_and_expires()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, ("Invitations:TokenLifetime", "01:00:00"));
        var root = Tokens.For("root", admin: ["*"]);
        using var invited = await InviteAsync(server, "lobby", Ann, root);
        var (mail, id) = await SentAsync(server, folder, invited, root);

        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(TokenOf(mail));
        token.ValidTo.Should().BeCloseTo(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), TimeSpan.FromMinutes(5));
        token.Subject.Should().StartWith("guest-");
        token.Claims.Should().NotContain(claim => claim.Value.Contains("ann@", StringComparison.Ordinal));
        foreach (var path in (string[])[$"/jobs/{id}", $"/jobs/{id}/result", $"/jobs/{id}/events"])
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, path, root);
            (await response.Content.ReadAsStringAsync().OrTimeout()).Should().NotContain(TokenOf(mail)[..40], path);
        }
    }

    [Fact]
    public async Task A_caller_who_may_not_publish_and_read_in_the_room_cannot_invite()
    {
        await using var server = await Tokens.StartServerAsync(s_pickup);
        async Task<HttpStatusCode> InviteAsync(string? token)
        {
            using var response = await InvitationTests.InviteAsync(server, "lobby", Ann, token);
            return response.StatusCode;
        }

        (await InviteAsync(token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await InviteAsync(Tokens.For(subscribe: ["room:*"]))).Should().Be(HttpStatusCode.Forbidden);
        (await InviteAsync(Tokens.For(publish: ["room:*"]))).Should()
            .Be(HttpStatusCode.Forbidden, "the link would give more than they have");
        (await InviteAsync(Tokens.For(publish: ["room:other"], subscribe: ["*"]))).Should().Be(HttpStatusCode.Forbidden);
        (await InviteAsync(Tokens.For(publish: ["room:lobby"], subscribe: ["room:lobby"]))).Should().Be(HttpStatusCode.Accepted);
        using var body = new StringContent("""{"type":"invitation","arguments":{"room":"lobby","email":"ann@example.com"}}""");
        using var job = await server.Client.SendAsync(HttpMethod.Post, "/jobs", Tokens.For(publish: ["*"], subscribe: ["*"]), body);
        job.StatusCode.Should().Be(HttpStatusCode.Forbidden, "such an invitation would not be counted");
    }

    [Fact]
    public async Task The_link_does_not_use_the_host_name_of_the_request()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        var root = Tokens.For("root", admin: ["*"]);
        using var body = new StringContent(Ann);
        using var invited = await server.Client.SendAsync(
            HttpMethod.Post, "/rooms/lobby/invitations", root, body, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));
        var (mail, _) = await SentAsync(server, folder, invited, root);
        mail.TextBody.Should().Contain("https://live.example/#").And.NotContain("evil");
    }

    [Fact]
    public async Task In_Development_the_link_leads_to_this_machine_without_a_token_or_settings()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(configure: null, folder, s_pickup[0], s_pickup[1]);
        using var invited = await server.Client.PostAsync(
            "/rooms/lobby/invitations", """{"email":"ann@example.com"}""", "application/x-www-form-urlencoded");
        var (mail, _) = await SentAsync(server, folder, invited, token: null);
        mail.Subject.Should().Be("You are invited to the room lobby");
        mail.TextBody.Should().Contain($"{server.Address}#room=lobby").And.NotContain("token");
    }

    [Fact]
    public async Task Without_mail_settings_an_invitation_is_refused_with_the_missing_setting()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/rooms/lobby/invitations", Ann, "application/json");
        (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("Email:Host").And.Contain("Email:Pickup");
        using var job = await server.Client.PostAsync(
            "/jobs", """{"type":"email","arguments":{"to":"ann@example.com","subject":"x","text":"x"}}""", "application/json");
        job.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("lobby", """{"email":"ann@example.com\nBcc: all@example.com"}""")]
    [InlineData("lobby", """{"email":"Ann <ann@example.com>"}""")]
    [InlineData("lobby", """{"email":"=?utf-8?q?x?=@example.com"}""")]
    [InlineData("lobby", """{"email":"ann\u200b@example.com"}""")]
    [InlineData("lobby", """{"email":"ann@\u3164example.com"}""")]
    [InlineData("lobby", """{"email":null}""")]
    [InlineData("lobby", """{"mail":"ann@example.com"}""")]
    [InlineData("lobby", """{"email":"ann@example.com","message":"\u0007"}""")]
    [InlineData("lobby", "email=ann@example.com")]
    [InlineData("no%20room", """{"email":"ann@example.com"}""")]
    public async Task An_invalid_invitation_is_refused(string room, string body)
    {
        await using var server = await TestServer.StartAsync(s_pickup);
        using var response = await server.Client.PostAsync($"/rooms/{room}/invitations", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().NotBeEmpty();
        (await server.Client.GetJsonAsync("/jobs?type=invitation")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Invitations_are_limited_for_each_sender_and_each_recipient()
    {
        await using var server = await Tokens.StartServerAsync(
            [.. s_pickup, ("Invitations:PerHour", "3"), ("Invitations:PerRecipientPerHour", "2")]);
        string Invited(int number) => $$"""{"email":"guest{{number}}@example.com"}""";
        var ben = Tokens.For("ben", ["room:*"], ["room:*"]);
        for (var i = 0; i < 3; i++)
        {
            using var taken = await InviteAsync(server, "lobby", Invited(i), ben);
            taken.StatusCode.Should().Be(HttpStatusCode.Accepted);
        }

        using var fourth = await InviteAsync(server, "lobby", Invited(3), ben);
        (await fourth.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Invitations:PerHour");
        fourth.Headers.RetryAfter!.Delta.Should().BePositive();
        using var second = await InviteAsync(server, "lobby", Invited(0), Tokens.For("cid", ["room:*"], ["room:*"]));
        second.StatusCode.Should().Be(HttpStatusCode.Accepted);
        using var third = await InviteAsync(
            server, "lobby", Invited(0).ToUpperInvariant()
            .Replace("EMAIL", "email", StringComparison.Ordinal), Tokens.For("dan", ["room:*"], ["room:*"]));
        (await third.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Invitations:PerRecipientPerHour");
    }

    [Fact]
    public async Task A_repeated_invitation_does_not_count_in_the_limits()
    {
        await using var server = await Tokens.StartServerAsync(
            [.. s_pickup, ("Invitations:PerHour", "2"), ("Invitations:PerRecipientPerHour", "2")]);
        var ben = Tokens.For("ben", ["room:*"], ["room:*"]);
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 4; i++)
        {
            using var body = new StringContent(Ann);
            using var repeated = await server.Client.SendAsync(
                HttpMethod.Post, "/rooms/lobby/invitations", ben, body, ("Idempotency-Key", "k"));
            repeated.StatusCode.Should().Be(HttpStatusCode.Accepted);
            jobs.Add(JsonElement.Parse(await repeated.Content.ReadAsStringAsync()).GetProperty("id").GetString()!);
        }

        jobs.Should().ContainSingle();
        using var second = await InviteAsync(server, "lobby", Ann, ben);
        second.StatusCode.Should().Be(HttpStatusCode.Accepted);
        using var third = await InviteAsync(server, "lobby", Ann, ben);
        third.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "203.0.113.2")]
    public async Task Invitations_without_a_token_are_limited_by_network(string first, string same, string other)
    {
        await using var server = await TestServer.StartAsync(
            [.. s_pickup, ("Access:Open", "true"), ("Access:Proxies:0", "127.0.0.1"), ("Invitations:PerHour", "1")]);
        var statuses = new List<HttpStatusCode>();
        foreach (var address in (string[])[first, same, other])
        {
            var body = $$"""{"email":"guest{{statuses.Count}}@example.com"}""";
            using var response = await server.Client.PostAsync(
                "/rooms/lobby/invitations", body, "application/json", ("X-Forwarded-For", address));
            statuses.Add(response.StatusCode);
        }

        statuses.Should().Equal(HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests, HttpStatusCode.Accepted);
    }

    private static Task<TestServer> StartAsync(TemporaryFolder folder, params (string, string)[] settings) =>
        TestServer.StartAsync(configure: null, folder,
            [("Access:Open", "false"), ("Access:Keys:0:Secret", Tokens.Secret), .. s_pickup, .. settings]);

    private static Task<HttpResponseMessage> InviteAsync(TestServer server, string room, string body, string? token) =>
        server.Client.SendAsync(HttpMethod.Post, $"/rooms/{room}/invitations", token, new StringContent(body));

    private static async Task<(MimeMessage Mail, string Id)> SentAsync(
        TestServer server, TemporaryFolder folder, HttpResponseMessage invited, string? token)
    {
        var answer = await invited.Content.ReadAsStringAsync();
        invited.StatusCode.Should().Be(HttpStatusCode.Accepted, answer);
        var id = JsonElement.Parse(answer).GetProperty("id").GetString()!;
        await Eventually.BecomesAsync(
            async () =>
            {
                using var response = await server.Client.SendAsync(HttpMethod.Get, $"/jobs/{id}", token);
                return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("state").GetString();
            },
            state => state == "succeeded");
        return (await MimeMessage.LoadAsync(Path.Combine(folder.Path, "data", "mail", $"{id}.eml")), id);
    }

    private static string TokenOf(MimeMessage mail)
    {
        var text = mail.TextBody!;
        return text[(text.IndexOf("token=", StringComparison.Ordinal) + 6)..].Split('\r', '\n')[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, HttpMethod method, string path, string token)
    {
        using var response = await server.Client.SendAsync(method, path, token);
        return response.StatusCode;
    }
}
