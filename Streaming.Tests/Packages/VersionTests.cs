using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>Tests that each place that shows a version shows that of the build.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_health_check_has_the_version_in_a_header(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Client.GetAsync(path).OrTimeout();
        answer.Headers.GetValues("Streaming-Version").Should().Equal(BuildVersion.Text);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_the_version()
    {
        await using var server = await TestServer.StartAsync();
        var document = await server.Client.GetJsonAsync("/openapi/v1.json");
        document.GetProperty("info").GetProperty("version").GetString().Should().Be(BuildVersion.Text);
    }

    [Theory]
    [InlineData("CHANGELOG.md", "## {0}")]
    [InlineData("docs/upgrading.md", "### {0}")]
    [InlineData("docs/deployment.md", "streaming_{0}_amd64.deb")]
    [InlineData("docs/deployment.md", "`streaming:{0}`")]
    public void A_document_names_the_version(string file, string text) =>
        File.ReadAllText(Path.Combine(Repository.Root, file)).Should()
            .Contain(text.Replace("{0}", BuildVersion.Text, StringComparison.Ordinal));
}
