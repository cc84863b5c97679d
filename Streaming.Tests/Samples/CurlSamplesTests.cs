using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests that each script of samples/curl succeeds against a new server.</summary>
[Trait("Category", "Slow")]
public sealed class CurlSamplesTests
{
    public static TheoryData<string> Scripts => CurlScripts.All;

    [Fact]
    public void The_folder_contains_scripts() => Scripts.Should().NotBeEmpty();

    [NeedsTheory("bash", "curl")]
    [MemberData(nameof(Scripts))]
    public async Task Each_script_succeeds(string script)
    {
        await using var server = await TestServer.StartAsync(CurlScripts.Settings);
        await CurlScripts.RunAsync(script, server.Address);
    }

    [NeedsTheory("bash", "curl")]
    [InlineData("fetch.sh", "A token is needed to enqueue jobs")]
    [InlineData("invite.sh", "A token is needed to publish to room:")]
    [InlineData("publish-text.sh", "A token is needed to publish to sample.")]
    [InlineData("history-csv.sh", "A token is needed to publish to sample.")]
    [InlineData("webhook.sh", "A token is needed for this")]
    public async Task A_refusal_is_printed_and_ends_the_script(string script, string sentence)
    {
        await using var server = await TestServer.StartAsync([.. CurlScripts.Settings, ("Access:Open", "false"),
            ("Access:Keys:0:Secret", Tokens.Secret)]);
        var (code, _, errors) = await CurlScripts.RunToEndAsync(script, server.Address);
        code.Should().NotBe(0);
        errors.Split('\n').Should().ContainSingle(line => line.StartsWith("FAILED: ")).Which.Should().Contain(sentence);
    }
}
