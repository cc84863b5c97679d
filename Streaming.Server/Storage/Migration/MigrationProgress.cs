using System.Globalization;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Prints the progress of a migration: in one line that is rewritten on a terminal, and in a line every ten seconds otherwise.
/// </summary>
/// <param name="output">The output of the program.</param>
/// <param name="isTerminal">Whether the output is a terminal.</param>
/// <param name="time">The clock.</param>
internal sealed class MigrationProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_inFile = TimeSpan.FromSeconds(10);

    private long _printed = time.GetTimestamp();

    /// <summary>Prints how many rows of a table are copied, if the last line was printed long enough before.</summary>
    public void Report(string noun, long count, long total)
    {
        if (time.GetElapsedTime(_printed) < (isTerminal ? s_onTerminal : s_inFile))
            return;
        _printed = time.GetTimestamp();
        var line = string.Create(CultureInfo.InvariantCulture, $"  {count:N0} of {total:N0} {noun}");
        if (isTerminal)
            output.Write($"\r{line}");
        else
            output.WriteLine(line);
    }

    /// <summary>Prints that a table is complete.</summary>
    public void Complete(string noun, long count)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {noun}");
        output.WriteLine(isTerminal ? $"\r{line}{new string(' ', 30)}" : line);
    }
}
