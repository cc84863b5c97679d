using System.Globalization;

namespace Streaming.Server.Commands.Client;

/// <summary>
/// Shows the progress of a download on one line: the numbers of messages and bytes, and the speed. If the total number of messages is
/// known, also shows a bar.
/// </summary>
/// <param name="error">The standard error, to which the progress is written.</param>
/// <param name="time">The clock from which the speed is calculated.</param>
/// <param name="isTerminal">
/// Whether the progress is shown on a terminal, where each update overwrites the line. If false, each update is a new line.
/// </param>
internal sealed class DownloadProgress(TextWriter error, TimeProvider time, bool isTerminal)
{
    private const int BarLength = 30;
    private const double Mebi = 1024 * 1024;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly long _start = time.GetTimestamp();
    private long _shown = time.GetTimestamp();
    private long _bytes;
    private long _messages;
    private bool _isVisible;

    /// <summary>The total number of messages of the download; null if it is unknown.</summary>
    public long? Total { get; set; }

    /// <summary>Adds the numbers of bytes and messages that have arrived. Shows the progress at most four times a second.</summary>
    public async Task AddAsync(long bytes, long messages)
    {
        _bytes += bytes;
        _messages += messages;
        if (time.GetElapsedTime(_shown) < s_interval)
            return;
        _shown = time.GetTimestamp();
        await ShowAsync();
    }

    /// <summary>Shows the final progress. On a terminal, does nothing if the download was so short that no progress was shown.</summary>
    public async Task EndAsync()
    {
        if (!_isVisible && isTerminal)
            return;
        await ShowAsync();
        if (isTerminal)
            await error.WriteLineAsync();
    }

    private async Task ShowAsync()
    {
        _isVisible = true;
        var seconds = Math.Max(0.001, time.GetElapsedTime(_start).TotalSeconds);
        var speed = _bytes / Mebi / seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{Bar()}{Messages()}{_bytes / Mebi:N1} MiB, {speed:N1} MiB/s");
        if (isTerminal)
            await error.WriteAsync($"\r{text}   ");
        else
            await error.WriteLineAsync(text);
    }

    private string Bar()
    {
        if (Total is not > 0 || _messages == 0)
            return string.Empty;
        var share = Math.Min(1, (double)_messages / Total.Value);
        var filled = (int)(share * BarLength);
        return string.Create(
            CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', BarLength - filled)}] {share * 100,3:N0} %  ");
    }

    private string Messages() => _messages == 0 ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"{_messages:N0}{(Total is { } all ? $" of {all:N0}" : string.Empty)} messages, ");
}
