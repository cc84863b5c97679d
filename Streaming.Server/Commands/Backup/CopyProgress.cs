using System.Globalization;

namespace Streaming.Server.Commands.Backup;

/// <summary>Shows on one line of the terminal how much of a file is copied.</summary>
internal sealed class CopyProgress(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private long _shown = time.GetTimestamp();
    private bool _isVisible;

    /// <summary>Shows the copied part of the file, a number from 0 to 1. Writes at most four times a second.</summary>
    public void Show(string what, double share)
    {
        if (time.GetElapsedTime(_shown) < s_interval)
            return;
        _shown = time.GetTimestamp();
        _isVisible = true;
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {share * 100:N0} %   "));
    }

    /// <summary>Ends the line with the progress, if it was shown.</summary>
    public void End()
    {
        if (_isVisible)
            error.WriteLine();
    }
}
