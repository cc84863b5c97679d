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
}
