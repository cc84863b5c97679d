using System.IO.Pipelines;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests the program in a shell: pipes, signals, restarts of the server, health checks and completions.</summary>
[Trait("Category", "Slow")]
public sealed class CommandProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsFact("bash", "head")]
    public async Task A_reader_that_ends_ends_the_command_quietly()
    {
        await using var server = await ServerProcess.StartAsync(_folder, "--Samples:Ticker", "true");
        var end = await CommandProcess.RunAsync(_folder,
            $"set -o pipefail; {CommandProcess.Program} follow ticks --after earliest --server {server.Address} | head -n 1");
        end.Succeeded().Lines.Should().HaveCount(1);
        end.Error.Should().BeEmpty();
    }

    [NeedsFact("bash", "mkfifo")]
    public async Task An_interrupt_ends_a_command_that_waits_for_input()
    {
        await using var server = await ServerProcess.StartAsync(_folder);
        // The server has stored the first line, so that the command is waiting for the next one when the signal arrives.
        var end = await CommandProcess.RunAsync(_folder, $$"""
            set -m; mkfifo pipe; exec 3<> pipe; echo '{"data":1}' >&3
            {{CommandProcess.Program}} publish news --ndjson --server {{server.Address}} < pipe & PID=$!
            {{CommandProcess.Program}} follow news --after earliest --count 1 --server {{server.Address}}
            kill -INT $PID; wait $PID
            """);
        end.Code.Should().Be(130, end.Error);
        end.Lines.Should().Equal("1");
    }

    [NeedsFact("bash", "mkfifo")]
    public async Task An_interrupt_ends_a_command_with_130()
    {
        await using var server = await ServerProcess.StartAsync(_folder);
        await server.Client.PublishAsync("news", "1");
        // The command has written the message, so that it is following the topic when the signal arrives.
        var end = await CommandProcess.RunAsync(_folder, $$"""
            set -m; mkfifo pipe; {{CommandProcess.Program}} follow news --after earliest --server {{server.Address}} > pipe & PID=$!
            read -r line < pipe; kill -INT $PID; wait $PID
            """);
        end.Code.Should().Be(130, end.Error);
    }

    [Fact]
    public async Task Following_continues_after_a_restart_of_the_server_without_a_loss()
    {
        var port = FreePort.Take();
        string[] settings = ["--Urls", $"http://127.0.0.1:{port}"];
        var output = new Pipe();
        using var lines = new StreamReader(output.Reader.AsStream());
        Task<CommandEnd> following;
        await using (var first = await ServerProcess.StartAsync(_folder, settings))
        {
            await first.Client.PublishAsync("news", "1");
            following = CommandRun.RunWithOutputAsync(output.Writer.AsStream(),
                "follow", "news", "--after", "earliest", "--count", "3", "--server", $"http://127.0.0.1:{port}");
            (await lines.ReadLineAsync().OrTimeout()).Should().Be("1");
            await first.KillAsync();
        }

        await using var second = await ServerProcess.StartAsync(_folder, settings);
        await second.Client.PublishAsync("news", "2");
        await second.Client.PublishAsync("news", "3");
        (await following).Succeeded();
        (await lines.ReadLineAsync().OrTimeout()).Should().Be("2");
        (await lines.ReadLineAsync().OrTimeout()).Should().Be("3");
    }

    [NeedsTheory("bash")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("Urls", "http://+:{0}")]
    public async Task The_health_command_finds_the_server_by_its_environment(string name, string value)
    {
        var port = FreePort.Take();
        var given = string.Format(System.Globalization.CultureInfo.InvariantCulture, value, port);
        (await CommandProcess.RunAsync(_folder, $"{CommandProcess.Program} health", (name, given))).Code.Should().Be(1);

        await using var server = await ServerProcess.StartAsync(_folder, "--Urls", $"http://127.0.0.1:{port}");
        (await CommandProcess.RunAsync(_folder, $"{CommandProcess.Program} health", (name, given))).Succeeded().Output.Trim().Should()
            .Be("Healthy");
    }

    [NeedsTheory("bash")]
    [InlineData("streaming wor", "worker")]
    [InlineData("streaming token ", "create show")]
    [InlineData("streaming follow --aft", "--after")]
    [InlineData("streaming serve --Storage:Pa", "Path")]
    public async Task Bash_completes_words_options_and_settings(string line, string expected)
    {
        var end = await CommandProcess.RunAsync(_folder, $$"""
            streaming() { {{CommandProcess.Program}} "$@"; }
            eval "$(streaming completions bash)"
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _streaming; echo "${COMPREPLY[@]}"
            """);
        end.Succeeded().Output.Trim().Should().Be(expected);
    }
}
