using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>Tests that the links of the documents lead to files and headings that exist, and that their code blocks end.</summary>
public sealed class LinksTests
{
    private const int LinesOfReadme = 150;

    private static readonly List<MarkdownFile> s_documents = [.. MarkdownFile.All()];

    [Fact]
    public void Each_relative_link_leads_to_a_file_and_a_heading_that_exist()
    {
        s_documents.Should().HaveCountGreaterThan(20);
        s_documents.SelectMany(document => document.Links.Where(IsRelative).Select(link => (document, link)))
            .Where(each => !Exists(each.document, each.link)).Select(each => $"{each.document.Path}: {each.link}").Should().BeEmpty();
    }

    [Fact]
    public void Each_code_block_ends_before_the_next_heading() =>
        s_documents.SelectMany(document => document.OpenFences.Select(line => $"{document.Path}:{line}")).Should().BeEmpty();

    [Fact]
    public void The_README_is_short() =>
        File.ReadLines(Path.Combine(Repository.Root, "README.md")).Should().HaveCountLessThan(LinesOfReadme);

    [Fact]
    public void Each_guide_is_linked_from_the_README_or_from_another_guide()
    {
        var guides = s_documents.Where(document => IsGuide(document.Path)).ToList();
        var linked = new MarkdownFile("README.md").Links
            .Concat(guides.SelectMany(guide => guide.Links.Select(link => "docs/" + link))).Select(link => link.Split('#')[0]);
        guides.Select(guide => guide.Path).Should().BeSubsetOf(linked);
    }

    [Theory]
    [InlineData("docs/jobs.md#several-jobs", true)]
    [InlineData("docs/jobs.md#no-such-heading", false)]
    [InlineData("docs/no-such-page.md", false)]
    public void The_test_finds_links_that_lead_nowhere(string link, bool exists) =>
        Exists(new MarkdownFile("README.md"), link).Should().Be(exists);

    private static bool IsGuide(string path) =>
        path.StartsWith("docs/", StringComparison.Ordinal) && path.Count(character => character == '/') == 1;

    private static bool IsRelative(string link) =>
        !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal);

    private static bool Exists(MarkdownFile from, string link)
    {
        var parts = link.Split('#');
        var path = parts[0].Length == 0 ? from.Path
            : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, parts[0]));
        var full = Path.Combine(Repository.Root, path);
        return (File.Exists(full) || (Directory.Exists(full) && parts.Length == 1))
            && (parts.Length == 1 || new MarkdownFile(path).Anchors.Contains(parts[1], StringComparer.Ordinal));
    }
}
