using System.Globalization;

namespace Streaming.Server.Commands.Backup;

/// <summary>Shows how much of a copy is done, on one line of a terminal.</summary>
internal sealed class CopyProgress(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private long _shown = time.GetTimestamp();
    private bool _isVisible;

    /// <summary>Shows a share of 0 to 1, at most four times a second.</summary>
    public void Show(string what, double share)
    {
        if (time.GetElapsedTime(_shown) < s_interval)
            return;
        _shown = time.GetTimestamp();
        _isVisible = true;
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {share * 100:N0} %   "));
    }

    /// <summary>Ends the line, if one is shown.</summary>
    public void End()
    {
        if (_isVisible)
            error.WriteLine();
    }
}
