using System.Text;
using Streaming.Server.Commands;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Runs commands in the process of the tests, with streams in memory.</summary>
internal static class CommandRun
{
    /// <summary>Runs a command until it ends.</summary>
    public static Task<CommandEnd> RunAsync(params string[] args) => RunWithInputAsync(string.Empty, args);

    /// <summary>Runs a command with a text as its standard input.</summary>
    public static async Task<CommandEnd> RunWithInputAsync(string input, params string[] args)
    {
        using var output = new MemoryStream();
        return await RunAsync(input, output, args) with { Output = Encoding.UTF8.GetString(output.ToArray()) };
    }

    /// <summary>Runs a command that writes its output to a stream, so that a test can read the output before the command ends.</summary>
    public static Task<CommandEnd> RunWithOutputAsync(Stream output, params string[] args) => RunAsync(string.Empty, output, args);

    private static async Task<CommandEnd> RunAsync(string input, Stream output, string[] args)
    {
        await using var error = new StringWriter();
        using var terminal = new Terminal(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error);
        var code = await CommandLine.RunAsync(args, terminal, CancellationToken.None).OrTimeout();
        return new CommandEnd(code, string.Empty, error.ToString());
    }
}
