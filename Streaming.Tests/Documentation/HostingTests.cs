using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>Tests that the code of docs/hosting.md compiles: each of its lines is in a file of the tests' own applications.</summary>
public sealed class HostingTests
{
    private static readonly string[] s_applications = ["OwnApplication", "FastApi"];

    [Fact]
    public void Each_line_for_an_applications_own_code_is_compiled_by_the_tests()
    {
        var source = Squeeze(string.Concat(s_applications
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, "Streaming.Tests", "House", folder), "*.cs"))
            .Select(File.ReadAllText)));
        foreach (var line in new MarkdownFile("docs/hosting.md").Code("From your own code", "csharp")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            source.Should().Contain(Squeeze(line));
        }
    }

    private static string Squeeze(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));
}
