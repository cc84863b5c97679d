using System.Text.RegularExpressions;
using System.Xml.Linq;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

public sealed partial class SourceTests
{
    private const int MaxLines = 300;

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var (path, source) in Repository.ServerSources.Where(source => source.Key != "Program.cs"))
        {
            var folder = Path.GetDirectoryName(path)!.Replace('/', '.');
            var expected = folder.Length == 0 ? "Streaming.Server" : $"Streaming.Server.{folder}";
            Regex.Match(source, @"^namespace (?<name>[\w.]+);", RegexOptions.Multiline,
                TimeSpan.FromSeconds(5)).Groups["name"].Value.Should().Be(expected, path);
        }
    }

    [Fact]
    public void Folders_have_two_levels_and_a_third_for_job_handlers() =>
        Repository.ServerSources.Keys.Should()
            .NotContain(path => path.Count(c => c == '/') > (path.StartsWith("Jobs/Handlers/", StringComparison.Ordinal) ? 3 : 2));

    [Fact]
    public void A_file_contains_one_type_and_has_its_name()
    {
        foreach (var (path, source) in Repository.ServerSources.Where(source => source.Key != "Program.cs"))
            Types().Matches(source).Select(match => match.Groups["name"].Value).Distinct().Should()
                .Equal([Path.GetFileNameWithoutExtension(path)], path);
    }

    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        Repository.ServerSources.Should().NotBeEmpty();
        foreach (var (path, source) in Repository.ServerSources)
            source.Count(c => c == '\n').Should().BeLessThanOrEqualTo(MaxLines, path);
    }

    [Fact]
    public void The_program_file_has_at_most_60_lines() =>
        Repository.ServerSources["Program.cs"].Count(c => c == '\n').Should().BeLessThanOrEqualTo(60);

    [Fact]
    public void An_undocumented_public_member_does_not_build()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "Streaming.Server", "Streaming.Server.csproj"));
        var all = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        project.Descendants("GenerateDocumentationFile").Single().Value.Should().Be("true");
        all.Descendants("TreatWarningsAsErrors").Single().Value.Should().Be("true");
        project.Descendants("NoWarn").Concat(all.Descendants("NoWarn")).Should().BeEmpty();
        File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig")).Should().NotContain("CS1591.severity");
        Repository.ServerSources.Values.Should()
            .NotContain(source => source.Contains("#pragma warning disable CS1591", StringComparison.Ordinal));
    }

    // Only types at the start of a line are counted: indented ones are nested.
    [GeneratedRegex(@"^(?:public |internal |sealed |static |abstract |partial |readonly |ref |unsafe )*" +
        @"(?:class|struct|interface|enum|record struct|record class|record|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Types();
}
