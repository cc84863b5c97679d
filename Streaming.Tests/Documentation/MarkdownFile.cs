using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>A document of the repository in Markdown: its links, headings and code blocks.</summary>
internal sealed partial class MarkdownFile
{
    private static readonly string[] s_notDocuments = ["bin", "obj", "node_modules", "artifacts", "data", ".git", "content", "dist"];

    private readonly string[] _lines;

    public MarkdownFile(string path)
    {
        Path = path;
        _lines = File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path));
    }

    /// <summary>The path of the document in the repository.</summary>
    public string Path { get; }

    /// <summary>The targets of all links and images outside of code blocks, such as <c>jobs.md#several-jobs</c>.</summary>
    public IEnumerable<string> Links => Link().Matches(InlineCode().Replace(string.Join('\n', Prose()), "`"))
        .Select(match => match.Groups["target"].Value);

    /// <summary>The anchors of the headings, as GitHub creates them: <c>several-jobs</c> for <c>Several jobs</c>.</summary>
    public IEnumerable<string> Anchors =>
        Prose().Where(line => line.StartsWith('#')).Select(line => Slug(line.TrimStart('#').Trim()));

    /// <summary>
    /// The numbers of the lines with code fences that do not close: the end of the document, or a heading or another fence with a language,
    /// comes first.
    /// </summary>
    public IEnumerable<int> OpenFences
    {
        get
        {
            var begin = 0;
            for (var i = 0; i < _lines.Length; i++)
            {
                var line = _lines[i].TrimStart();
                if (line.StartsWith("```", StringComparison.Ordinal))
                {
                    if (begin > 0 && line.TrimEnd() != "```")
                        yield return begin;
                    begin = begin > 0 && line.TrimEnd() == "```" ? 0 : i + 1;
                }
                else if (begin > 0 && MarkdownHeading().IsMatch(_lines[i]))
                {
                    yield return begin;
                    begin = 0;
                }
            }

            if (begin > 0)
                yield return begin;
        }
    }

    /// <summary>Returns all documents of the repository, except those of packages and of builds.</summary>
    public static IEnumerable<MarkdownFile> All() => Find(Repository.Root).Order(StringComparer.Ordinal)
        .Select(file => new MarkdownFile(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')));

    /// <summary>Returns the first code block in a language after a heading.</summary>
    public string Code(string heading, string language)
    {
        var code = _lines.SkipWhile(line => line.TrimStart('#').Trim() != heading || !line.StartsWith('#')).Skip(1)
            .SkipWhile(line => line != "```" + language).Skip(1).TakeWhile(line => line != "```").ToList();
        return code.Count > 0 ? string.Join('\n', code) + "\n"
            : throw new InvalidOperationException($"{Path} has no block of {language} after the heading '{heading}'.");
    }

    private static IEnumerable<string> Find(string folder) => Directory.EnumerateFiles(folder, "*.md")
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => !s_notDocuments.Contains(System.IO.Path.GetFileName(inner))).SelectMany(Find));

    private static string Slug(string heading) =>
        NotInSlug().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private IEnumerable<string> Prose()
    {
        var isFenced = false;
        foreach (var line in _lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (!isFenced)
                yield return line;
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Link();

    // A line of code that begins with one '#' may be a comment.
    [GeneratedRegex("^##+ ", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex MarkdownHeading();

    [GeneratedRegex("`[^`\n]*`", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NotInSlug();
}
