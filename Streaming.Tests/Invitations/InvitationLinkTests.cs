using Streaming.Tests.Access;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Invitations;

/// <summary>Tests the page after it was opened with the link of an invitation.</summary>
[Trait("Category", "Slow")]
public sealed class InvitationLinkTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_link_opens_the_page_in_the_room_with_its_token()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("guest-1", ["room:secret"], ["room:secret"]);
        await using var page = await browser.OpenAsync(server.Address, path: $"/#room=secret&token={token}");

        await page.HoldsAsync("chat-room", "secret");
        await page.HoldsAsync("chat-name", "guest-1");
        await page.Id("chat-join").ClickAsync().OrTimeout();
        await page.StateIsAsync("chat", "live");
        await page.SeesAsync("#members li", "guest-1");
        page.Tab.Url.Should().NotContain("token");
        page.Requests.Should().NotContain(request => request.Query.Contains("token", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task An_expired_link_reports_its_expiry()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("guest-1", ["room:secret"], ["room:secret"], expires: TimeProvider.System.GetUtcNow().AddMinutes(-1));
        await using var page = await browser.OpenAsync(server.Address, path: $"/#room=secret&token={token}");
        await page.SeesAsync("#chat-error", "The invitation is not valid: The token expired");
    }
}
