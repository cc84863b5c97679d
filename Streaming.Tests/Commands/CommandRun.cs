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
        await using var error = new StringWriter();
        using var terminal = new Terminal(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error);
        var code = await CommandLine.RunAsync(args, terminal, CancellationToken.None).OrTimeout();
        return new CommandEnd(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
