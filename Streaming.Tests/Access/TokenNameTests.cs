using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class TokenNameTests
{
    [Fact]
    public async Task A_token_name_with_joiners_of_its_script_is_accepted_as_the_sender()
    {
        const string Name = "می‌خواهم 👩‍💻";
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(publish: ["news"], subscribe: ["news"], name: Name);
        using var response = await server.Client.PublishWithAsync(token, "news");
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        using var history = await server.Client.SendAsync(HttpMethod.Get, "/topics/news/messages", token);
        (await history.Content.ReadAsStringAsync()).Should().Contain($"\"sender\":\"{Name}\"");
    }

    [Theory]
    [InlineData("ad\u200Dmin")]
    [InlineData("right\u202Eleft")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_token_whose_name_cannot_be_displayed_is_refused(string name)
    {
        await using var server = await Tokens.StartServerAsync();
        using var response = await server.Client.PublishWithAsync(Tokens.For(publish: ["news"], name: name), "news");
        (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("The token's claim 'name'");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_name_the_subject_is_the_sender(string? name)
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(publish: ["news"], subscribe: ["news"], name: name);
        using var response = await server.Client.PublishWithAsync(token, "news");
        using var history = await server.Client.SendAsync(HttpMethod.Get, "/topics/news/messages", token);
        (await history.Content.ReadAsStringAsync()).Should().Contain("\"sender\":\"ann\"");
    }
}
