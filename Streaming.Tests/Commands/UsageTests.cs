using System.Text.RegularExpressions;
using Streaming.Server.Commands;
using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that a wrong command line is reported in one sentence with a suggestion, and starts nothing.</summary>
public sealed partial class UsageTests
{
    [Theory]
    [InlineData("Did you mean 'worker'?", "wroker")]
    [InlineData("Did you mean 'migrate'?", "migrat")]
    [InlineData("Unknown command 'xyzzy'. 'streaming --help' lists", "xyzzy")]
    [InlineData("Unknown argument 'high'. 'streaming worker --help' lists", "worker", "high")]
    [InlineData("Did you mean '--concurrency'?", "worker", "--concurency", "3")]
    [InlineData("Did you mean '--Sse:Heartbeat'?", "--Sse:Hartbeat", "15")]
    [InlineData("Did you mean '--Sse:Heartbeat'?", "serve", "--Sse:Hartbeat=15")]
    [InlineData("Did you mean '--Topics:Policies:rooms:Match'?", "--Topics:Policies:rooms:Mach", "room:*")]
    [InlineData("Did you mean '--Urls'?", "--Url", "http://localhost:1")]
    [InlineData("Did you mean '--Access:Keys:0:Secret'?", "--Access:Keys:0:Secrt", "x")]
    [InlineData("Unknown option '--open'.", "--open")]
    [InlineData("The value of --Jobs:Concurrency is missing", "--Jobs:Concurrency")]
    [InlineData("Did you mean 'create'?", "token", "creat")]
    [InlineData("'streaming topics' takes no settings of the server", "topics", "--Urls", "http://localhost:1")]
    [InlineData("'streaming publish --help' lists", "publish")]
    [InlineData("The argument <TOPIC> is missing. 'streaming publish", "publish")]
    [InlineData("The argument <FILE> is missing.", "backup")]
    [InlineData("The command after 'streaming jobs' is missing. 'streaming jobs --help' lists the commands.", "jobs")]
    [InlineData("The command after 'streaming token' is missing.", "token")]
    [InlineData("'abc' (--limit) is not a whole number. 'streaming history --help' lists the options.", "history", "a", "--limit", "abc")]
    [InlineData("'2.5' (--limit) is not a whole number.", "jobs", "list", "--limit=2.5")]
    [InlineData("'few' (--count) is not a whole number.", "follow", "news", "--count", "few")]
    [InlineData("'high' (--priority) is not a whole number.", "jobs", "enqueue", "nothing", "--priority", "high")]
    [InlineData("2147483648 (--count) is too large; give at most 2147483647.", "follow", "news", "--count", "2147483648")]
    [InlineData("9223372036854775808 (--limit) is too large;", "history", "news", "--limit", "9223372036854775808")]
    [InlineData("The value of --limit is missing;", "history", "news", "--limit")]
    public async Task A_wrong_command_line_is_refused_with_a_suggestion(string expected, params string[] args)
    {
        var end = await CommandRun.RunAsync(args);
        end.Code.Should().Be(ExitCodes.Usage, end.Error + end.Output);
        end.Error.Should().Contain(expected).And.NotContain("   at ");
        end.Error.TrimEnd().Should().NotContain("\n");
        end.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_that_a_command_writes_must_not_be_a_folder()
    {
        using var folder = new TemporaryFolder();
        var unmade = Path.Combine(folder.Path, "backups") + Path.DirectorySeparatorChar;
        foreach (var given in (string[])[folder.Path, folder.Path + Path.DirectorySeparatorChar, unmade])
        {
            var backup = await CommandRun.RunAsync("backup", given, TestStore.SqliteArgument);
            backup.Code.Should().Be(ExitCodes.Failed);
            backup.Error.Should().StartWith($"'{given}' is a folder; give the file to write, such as ");
            var history = await CommandRun.RunAsync("history", "news", "--output", given);
            history.Code.Should().Be(ExitCodes.Failed);
            history.Error.Should().StartWith($"'{given}' (--output) is a folder; give a file.");
        }

        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData("retry", "failed or cancelled.")]
    [InlineData("cancel", "queued or running.")]
    [InlineData("list", "queued, running, succeeded, failed or cancelled.")]
    public async Task The_help_lists_the_states_that_the_server_accepts(string command, string states) =>
        (await CommandRun.RunAsync("jobs", command, "--help")).Succeeded().Output.Should().MatchRegex($"--state <STATE> +{states}\n");

    [Theory]
    [InlineData("--Storage:Path", "x.db")]
    [InlineData("--storage:path=x.db")]
    [InlineData("/Storage:Path", "x.db")]
    [InlineData("Storage:Path=x.db")]
    [InlineData("--Topics:Policies:rooms:Match", "room:*")]
    [InlineData("--Jobs:Places:publish", "3")]
    [InlineData("--Logging:LogLevel:Default", "Debug")]
    [InlineData("--Access:Limits:Streams", "3")]
    [InlineData("--environment", "Production")]
    public void Settings_of_the_server_are_recognized(params string[] args)
    {
        var split = SplitArguments.Of(new RootOfCommands(), ["serve", .. args]);
        split.Settings.Should().Equal(args);
        split.Words.Should().Equal("serve");
    }

    [Fact]
    public void Settings_may_stand_before_the_command_and_paths_are_no_settings() =>
        SplitArguments.Of(new RootOfCommands(), ["--Jobs:Lease", "5s", "worker", "/var/lib/x", "--concurrency", "3"]).Should()
            .BeEquivalentTo(new
            {
                Settings = new[] { "--Jobs:Lease", "5s" },
                Words = new[] { "worker", "/var/lib/x", "--concurrency", "3" },
            });

    [Fact]
    public async Task The_version_is_that_of_the_assembly_with_its_commit()
    {
        var end = (await CommandRun.RunAsync("--version")).Succeeded();
        end.Output.Trim().Should().MatchRegex(@"^streaming \d+\.\d+\.\d+\S*( \(commit [0-9a-f]{10}\))?$");
    }

    [Fact]
    public async Task Help_is_shown_for_every_command_and_says_what_each_option_does()
    {
        foreach (var command in CommandHelp.All())
        {
            var end = (await CommandRun.RunAsync([.. command, "--help"])).Succeeded();
            end.Output.Should().Contain($"streaming {string.Join(' ', command)}".TrimEnd());
            end.Lines.Where(line => OptionLine().IsMatch(line)).Should().OnlyContain(line => OptionText().IsMatch(line));
        }
    }

    [Fact]
    public void Each_section_of_the_server_is_known()
    {
        var code = string.Concat(Repository.ServerSources.Values);
        var bound = AddSection().Matches(code).Select(match => $"{match.Groups["section"].Value} {match.Groups["type"].Value}").Distinct();
        SettingSections.All.Select(section => $"{section.Name} {section.Type.Name}").Should().BeEquivalentTo(bound);
    }

    [Fact]
    public void Each_key_that_the_server_reads_by_its_name_is_known()
    {
        var code = string.Concat(Repository.ServerSources.Values);
        var keys = KeyRead().Matches(code).Select(match => match.Groups["key"].Value).Distinct().ToList();
        keys.Should().Contain("Storage:Path").And.OnlyContain(key => KnownSettings.Contains(key));
    }

    [GeneratedRegex(@"^  -", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"^  -\S.*  \S", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OptionText();

    [GeneratedRegex("AddSection<(?<type>\\w+)>\\(\"(?<section>\\w+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex AddSection();

    [GeneratedRegex("[cC]onfiguration\\[\"(?<key>[^\"]+)\"\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex KeyRead();
}
