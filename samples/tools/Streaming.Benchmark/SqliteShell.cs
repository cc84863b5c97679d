using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Measures SQLite's own command line for comparison with the CSV benchmark: it writes the same rows of the same file as CSV to /dev/null.
/// </summary>
internal static class SqliteShell
{
    private const string Name = "sqlite3";

    /// <summary>Whether SQLite's command line is installed.</summary>
    public static bool IsThere { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Name)));

    /// <summary>Exports a topic with SQLite's command line, and measures the time.</summary>
    /// <param name="file">The path of the database file.</param>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="iso">True to format the time of each message; false to write the stored number, which is faster.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>The duration in seconds.</returns>
    public static async Task<double> ExportAsync(string file, string topic, bool iso, CancellationToken cancellationToken)
    {
        var time = iso ? "strftime('%Y-%m-%dT%H:%M:%S', m.time / 1000000, 'unixepoch') || printf('.%06dZ', m.time % 1000000)" : "m.time";
        var sql = $"""
            SELECT t.name, t.epoch, m."offset", {time}, coalesce(m.type, 'message'), m.sender, m.data
            FROM topics t JOIN messages m ON m.topic = t.id WHERE t.name = '{topic}' ORDER BY m."offset"
            """;
        // A shell redirects the rows to /dev/null, so that they do not go through a pipe to this process.
        var start = new ProcessStartInfo("/bin/sh");
        foreach (var argument in (string[])["-c", $"exec {Name} -readonly -csv \"$1\" \"$2\" > /dev/null", "sh", file, sql])
            start.ArgumentList.Add(argument);
        var started = Stopwatch.GetTimestamp();
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync(cancellationToken);
        return shell.ExitCode == 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new BenchmarkException($"{Name} ended with {shell.ExitCode}.");
    }
}
