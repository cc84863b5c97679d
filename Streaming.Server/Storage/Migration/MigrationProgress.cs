using System.Globalization;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Prints the progress of a migration. On a terminal, the same line is overwritten again and again. Otherwise a new line is printed every
/// ten seconds.
/// </summary>
/// <param name="output">The output to which the lines are printed.</param>
/// <param name="isTerminal">Whether the output is a terminal.</param>
/// <param name="time">The clock that measures the time between two lines of the printed progress.</param>
internal sealed class MigrationProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_inFile = TimeSpan.FromSeconds(10);

    private long _printed = time.GetTimestamp();

    /// <summary>
    /// Prints how many rows of a table are copied: on a terminal at most five times a second, otherwise at most every ten seconds.
    /// </summary>
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

    /// <summary>Prints that all rows of a table are copied.</summary>
    public void Complete(string noun, long count)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {noun}");
        output.WriteLine(isTerminal ? $"\r{line}{new string(' ', 30)}" : line);
    }
}
