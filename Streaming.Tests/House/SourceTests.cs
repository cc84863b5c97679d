using System.Text.RegularExpressions;
using System.Xml.Linq;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

public sealed class SourceTests
{
    private const int MaxLines = 300;

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var (path, source) in Repository.ServerSources.Where(source => source.Key != "Program.cs"))
        {
            var folder = Path.GetDirectoryName(path)!.Replace('/', '.');
            var expected = folder.Length == 0 ? "Streaming.Server" : $"Streaming.Server.{folder}";
            Regex.Match(source, @"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, TimeSpan.FromSeconds(5)).Groups["name"].Value.Should().Be(expected, path);
        }
    }

    [Fact]
    public void There_is_one_level_of_folders() =>
        Repository.ServerSources.Keys.Should().NotContain(path => path.Count(c => c == '/') > 1);

    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        Repository.ServerSources.Should().NotBeEmpty();
        foreach (var (path, source) in Repository.ServerSources)
            source.Count(c => c == '\n').Should().BeLessThanOrEqualTo(MaxLines, path);
    }

    [Fact]
    public void The_program_composes_in_at_most_60_lines() =>
        Repository.ServerSources["Program.cs"].Count(c => c == '\n').Should().BeLessThanOrEqualTo(60);

    [Fact]
    public void What_is_public_is_documented_or_does_not_build()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "Streaming.Server", "Streaming.Server.csproj"));
        var all = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        project.Descendants("GenerateDocumentationFile").Single().Value.Should().Be("true");
        all.Descendants("TreatWarningsAsErrors").Single().Value.Should().Be("true");
        project.Descendants("NoWarn").Concat(all.Descendants("NoWarn")).Should().BeEmpty();
        File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig")).Should().NotContain("CS1591.severity");
        Repository.ServerSources.Values.Should().NotContain(source => source.Contains("#pragma warning disable CS1591", StringComparison.Ordinal));
    }
}
