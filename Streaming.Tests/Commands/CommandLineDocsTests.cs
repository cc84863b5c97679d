using System.Text.RegularExpressions;
using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that docs/command-line.md shows the help of every command as the program prints it.</summary>
public sealed class CommandLineDocsTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "command-line.md"));

    public static TheoryData<string> Commands => [.. CommandHelp.All().Select(words => string.Join(' ', words))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_page_has_the_help_of_each_command(string command)
    {
        string[] words = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];
        var help = (await CommandRun.RunAsync(words)).Succeeded().Output.Trim().Split('\n').Select(line => line.TrimEnd());
        s_page.Should().Contain($"$ streaming {string.Join(' ', words)}\n{string.Join('\n', help)}\n");
    }

    [Fact]
    public void The_page_names_settings_that_exist() =>
        Regex.Matches(s_page, @"--(?<key>\w+:[\w:]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups["key"].Value).Where(key => !key.EndsWith(':') && key != "Sse:Hartbeat").Distinct()
            .Should().NotBeEmpty().And.OnlyContain(key => KnownSettings.Contains(key));
}
