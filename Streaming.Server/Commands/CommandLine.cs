using System.CommandLine;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Commands;

/// <summary>Runs the command line of the server program and of the tool <c>streaming</c>.</summary>
internal static class CommandLine
{
    /// <summary>The name of the program, as it is shown in messages.</summary>
    public const string Name = "streaming";

    private static readonly ParserConfiguration s_parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs the command that the arguments select, and returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var terminal = Terminal.OfProcess();
        return await RunAsync(args, terminal, CancellationToken.None);
    }

    /// <summary>Runs the command that the arguments select, with the given input and output instead of those of the process.</summary>
    internal static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var root = new RootOfCommands();
            var split = SplitArguments.Of(root, args);
            var parsed = root.Parse(split.Words, s_parser);
            UsageErrors.Check(parsed);
            return await parsed.InvokeAsync(new CommandInvocation(split.Settings, terminal), cancellationToken);
        }
        catch (BrokenPipeException)
        {
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (CommandException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (StartException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var advice = IsDiskFull(e) ? "Free some space, or give another place." : "Check the path and its permissions.";
            await terminal.Error.WriteLineAsync($"{e.Message.TrimEnd('.')}. {advice}");
            return ExitCodes.Failed;
        }
    }

    // ENOSPC of Linux and macOS, and ERROR_DISK_FULL of Windows.
    private static bool IsDiskFull(Exception e) => e.HResult is 28 or unchecked((int)0x80070070);

    /// <summary>Parses words of a command line in the same way as <see cref="RunAsync(string[])"/>, but runs no command.</summary>
    internal static ParseResult Parse(Command root, IReadOnlyList<string> words) => root.Parse(words, s_parser);
}
